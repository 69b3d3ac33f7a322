import { InvalidArgumentError, Option } from 'commander'
import { GROUPINGS, type Grouping } from '../insight/stage-table.ts'
import { parseGoDuration } from '../observe/go-duration.ts'
import type { Nanos } from '../observe/nanos.ts'
import { colorOption, lookOptions, type LookOptions } from './look-options.ts'

export const FORMATS = ['table', 'wide', 'json', 'csv'] as const
export type Format = (typeof FORMATS)[number]

export interface ReportOptions extends Omit<LookOptions, 'color'> {
  readonly allNamespaces?: boolean
  readonly selector?: string
  readonly since?: Nanos
  readonly by: Grouping
  readonly output: Format
  readonly recording?: string
  /** False by `--no-color`. */
  readonly color: LookOptions['color'] | false
}

function length(value: string): Nanos {
  const parsed = parseGoDuration(value)
  if (parsed !== undefined && parsed > 0n) return parsed
  throw new InvalidArgumentError('expected a duration like 1h, 30m or 1h30m.')
}

export const reportOptions = (): readonly Option[] => [
  ...lookOptions().filter(({ long }) => long !== '--namespace'),
  new Option('-n, --namespace <names>', 'only these; separated by commas'),
  new Option('-A, --all-namespaces', 'all of the cluster: the default, unless the settings name some').conflicts(
    'namespace',
  ),
  new Option('-l, --selector <labels>', 'only pods with these labels, like app=web'),
  new Option('--since <duration>', 'only pods created in the last 1h, 30m, …').argParser(length),
  new Option('--by <what>', 'what the stages are told apart by').choices(GROUPINGS).default('workload'),
  new Option('-o, --output <format>', 'table, wide (with counts of what is inexact or set aside), json or csv')
    .choices(FORMATS)
    .default('table'),
  new Option('--recording <file>', 'of a recording of podstart record, and not of a cluster').conflicts([
    'namespace',
    'allNamespaces',
    'selector',
    'kubeconfig',
    'context',
  ]),
  colorOption(),
  new Option('--no-color', 'the same as --color never; so is NO_COLOR'),
]

export const reportHelp = (name: string): string => `
From one list of pods and Events: how long each stage of their startups took, and how long nodes took to pull the same
images. Nothing is installed in the cluster; it takes list on pods and events. Events are kept for 1 h: older pods have
times to the second only, and their pulls are not known. docs/report.md tells what every column means.

Examples:
  ${name} report                            the whole cluster, by workload
  ${name} report -n shop --since 1h         one namespace, pods of the last hour
  ${name} report --by node -o wide          stages by node, and what was set aside
  ${name} report --by registry              compare registries, too
  ${name} report -o json | jq .stages       for a script
  ${name} report --recording rollout.jsonl  what podstart record has kept

Exit code: 0 the report is whole; 1 the cluster or the recording could not be read, or only a part of it; 2 a flag or
setting is wrong; 130 interrupted; 141 nobody reads any more.
`
