import { CONTAINER_EDGES, POD_EDGES, SOURCES } from '../../src/timeline/boundary.ts'
import { percentile, type Measured } from './measure.ts'

const EDGES = [...POD_EDGES.slice(0, -1), ...CONTAINER_EDGES, 'ready'] as const

/** What each source gives for each boundary, against the truth. Times are milliseconds. */
export function accuracyTable(title: string, all: readonly Measured[]): string {
  const rows = EDGES.flatMap((edge) =>
    SOURCES.flatMap((source) => {
      const found = all.filter((one) => one.edge === edge && one.source === source)
      return found.length > 0 ? [row(edge, source, found)] : []
    }),
  )
  const head = 'boundary          source                  n  error p50  p99     width p50   p99       inside'
  const outside = all.filter(({ inside }) => !inside).map((one) => `OUTSIDE ${one.recording} ${one.pod} ${one.key}`)
  return [title, head, ...rows, row('all', '', all), ...outside].join('\n')
}

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
