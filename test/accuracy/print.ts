import { POD_EDGES, CONTAINER_EDGES, SOURCES } from '../../src/timeline/boundary.ts'
import { measureAll, percentile, type Measured } from './measure.ts'

/** `npm run accuracy`: what each source gives for each boundary, against the truth beside the recordings. */
const EDGES = [...POD_EDGES.slice(0, -1), ...CONTAINER_EDGES, 'ready'] as const

function row(name: string, source: string, rows: readonly Measured[]): string {
  const number = (value: number) => value.toFixed(value < 10 ? 1 : 0).padStart(7)
  const of = (pick: (one: Measured) => number) =>
    `${number(percentile(rows.map(pick), 0.5))} ${number(percentile(rows.map(pick), 0.99))}`
  const inside = rows.filter((one) => one.inside).length
  return [
    name.padEnd(16),
    source.padEnd(20),
    String(rows.length).padStart(4),
    of((one) => one.error),
    of((one) => one.width),
    `${inside}/${rows.length}`.padStart(9),
  ].join('  ')
}

for (const dropEvents of [false, true]) {
  const all = measureAll({ dropEvents })
  console.log(dropEvents ? '\nall Events dropped' : 'with Events')
  console.log('boundary          source                  n  error p50  p99     width p50   p99       inside')
  for (const edge of EDGES) {
    for (const source of SOURCES) {
      const rows = all.filter((one) => one.edge === edge && one.source === source)
      if (rows.length > 0) console.log(row(edge, source, rows))
    }
  }
  console.log(row('all', '', all))
  for (const one of all.filter(({ inside }) => !inside)) console.log('OUTSIDE', one.recording, one.pod, one.key, one)
}
console.log('\nTimes in ms. Errors are against the end of the call that did it; inside: the bounds meet the call.')
