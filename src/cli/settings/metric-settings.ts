import type { Setting } from './setting.ts'
import { duration, wholeNumber } from './text-types.ts'

const METRICS = 'What /metrics may hold:'

const atMost = (what: string, most: string) =>
  ({
    topic: METRICS,
    type: wholeNumber(1, 1_000_000),
    default: most,
    value: 'number',
    help: `so many ${what} have a label of their own; the rest is “other”`,
  }) as const

/** Bounds of the labels that the cluster names. */
export const METRIC_SETTINGS = {
  metricNamespaces: atMost('namespaces', '200'),
  metricWorkloads: atMost('workloads', '500'),
  metricNodes: atMost('nodes', '1000'),
  metricRegistries: atMost('registries', '20'),
  metricRepositories: atMost('repositories', '500'),
  metricReasons: atMost('reasons', '50'),
  metricRevisions: atMost('revisions', '1000'),
  metricSets: {
    topic: METRICS,
    type: wholeNumber(4, 1_000_000),
    default: '2000',
    value: 'number',
    help: 'so many combinations of labels each metric has',
  },
  metricLife: {
    topic: METRICS,
    type: duration('1m', '8760h'),
    default: '24h',
    value: 'duration',
    help: 'labels that nothing was observed under for so long are forgotten',
  },
} as const satisfies Readonly<Record<string, Setting>>
