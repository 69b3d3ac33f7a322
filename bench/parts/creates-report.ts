import { joined, meanOf, spreadOf, summarize } from '../figures/stats.ts'
import { number, table, type Finding } from '../figures/table.ts'
import type { Result } from '../part.ts'

/** What creates took, in milliseconds. */
export interface Created {
  readonly clients: number
  readonly variants: readonly CreatedWith[]
}

export interface CreatedWith {
  readonly name: string
  readonly rounds: readonly Float64Array[]
  /** The mean of its webhook's calls, as the API server measures it; NaN without a webhook. */
  readonly call: number
}

/** The creates of a variant: of all rounds, or of one. */
type Creates = (name: string) => Float64Array
type Figure = (of: Creates) => number

export function reportCreates({ clients, variants }: Created): Result {
  const rows = variants.map(({ name, call, rounds }) => {
    const { mean, p50, p99, count } = summarize(joined(rounds))
    return [name, ...[mean, p50, p99, call].map((one) => number(one)), String(count)]
  })
  const roundsOf = (name: string) => variants.find((one) => one.name === name)?.rounds ?? []
  const finding = (what: string, figure: Figure, most?: number): Finding => ({
    what,
    value: figure((name) => joined(roundsOf(name))),
    rounds: spreadOf(roundsOf('none').map((_, i) => figure((name) => roundsOf(name)[i] ?? new Float64Array()))),
    ...(most !== undefined && { limit: { is: 'at most', value: most } }),
  })
  const callOf = (name: string): number => variants.find((one) => one.name === name)?.call ?? Number.NaN
  const call = (a: string, b: string): Finding => ({
    what: `  call of ${a} / of ${b}, as the API server sees it`,
    value: callOf(a) / callOf(b),
  })
  const title = `creates, ${clients === 1 ? '1 client' : `${clients} clients`}`
  return {
    tables: [table(title, ['mean ms', 'p50 ms', 'p99 ms', 'call, mean ms', 'pods'], rows)],
    findings: [
      finding(`${title}: p99 with podstart / without`, p99Ratio('podstart'), 1.1),
      finding('  p99 with bare / without', p99Ratio('bare')),
      finding('  p99 none again / none: chance alone', (of) => p99(of('none again')) / p99(of('none'))),
      finding(`${title}: mean added by podstart / by bare`, (of) => added('podstart')(of) / added('bare')(of), 1.3),
      finding('  mean added by podstart / by bare + patch', (of) => added('podstart')(of) / added('bare + patch')(of)),
      finding('  mean added by bare + patch / by bare', (of) => added('bare + patch')(of) / added('bare')(of)),
      finding('  mean added by podstart, ms', added('podstart')),
      finding('  mean added by bare + patch, ms', added('bare + patch')),
      finding('  mean added by bare, ms', added('bare')),
      finding('  mean of none again - none, ms: chance alone', (of) => meanOf(of('none again')) - meanOf(of('none'))),
      call('podstart', 'bare'),
      call('podstart', 'bare + patch'),
    ],
    figures: { clients, variants: variants.map((one) => ({ ...one, rounds: one.rounds.map(summarize) })) },
  }
}

const p99 = (values: Float64Array): number => summarize(values).p99

const without = (of: Creates): Float64Array => joined([of('none'), of('none again')])

const p99Ratio =
  (name: string): Figure =>
  (of) =>
    p99(of(name)) / p99(without(of))

const added =
  (name: string): Figure =>
  (of) =>
    meanOf(of(name)) - meanOf(without(of))
