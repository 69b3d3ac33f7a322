/** What a metric is, and what it tells; docs/metrics.md is checked against the tables of these. */
export interface Definition<K extends Kind = Kind> {
  readonly kind: K
  readonly help: string
  readonly labels: readonly string[]
  /** The label values that are known: shown as 0 before the first, which an alert must not miss. */
  readonly known?: readonly Labels[]
  /** Of a histogram: upper bounds. */
  readonly buckets?: readonly number[]
  /**
   * Labels whose values come from the cluster, so that there may be any number of them: those are bounded. The last is
   * given up first where there is no room for all of them.
   */
  readonly open?: readonly OpenLabel[]
  /** What there is no room for is left out: under `other` it would say nothing. */
  readonly leavesOut?: true
}

export type Labels = Readonly<Record<string, string>>

export type Kind = 'counter' | 'gauge' | 'histogram'

/** A closed list; how many values each may have is a setting. */
export const OPEN_LABELS = [
  'namespace',
  'workload',
  'node',
  'registry',
  'repository',
  'reason',
  'revision',
  'clock',
] as const
export type OpenLabel = (typeof OPEN_LABELS)[number]

export const counter = (help: string, ...labels: readonly string[]): Definition<'counter'> => ({
  kind: 'counter',
  help,
  labels,
})

/** A counter by one label, whose values are known. */
export const counterOf = (help: string, label: string, values: readonly string[]): Definition<'counter'> => ({
  ...counter(help, label),
  known: values.map((value) => ({ [label]: value })),
})

export const gauge = (help: string, ...labels: readonly string[]): Definition<'gauge'> => ({
  kind: 'gauge',
  help,
  labels,
})

export const histogram = (
  help: string,
  buckets: readonly number[],
  ...labels: readonly string[]
): Definition<'histogram'> => ({ kind: 'histogram', help, labels, buckets })

/** @param open in order of their worth */
export const bounded = <K extends Kind>(definition: Definition<K>, ...open: readonly OpenLabel[]): Definition<K> => ({
  ...definition,
  open,
})

/** In every table. */
export const BUILD_INFO = {
  podstart_build_info: gauge('Always 1; the version is in its label.', 'version'),
} as const

export type Table = Readonly<Record<string, Definition>> & typeof BUILD_INFO

/** The metrics of a table that are of a kind. */
export type NameOf<T extends Table, K extends Kind> = {
  [N in keyof T & string]: T[N] extends Definition<K> ? N : never
}[keyof T & string]
