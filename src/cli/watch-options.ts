import { InvalidArgumentError, Option } from 'commander'
import { parseGoDuration } from '../observe/go-duration.ts'
import { seconds, type Nanos } from '../observe/nanos.ts'
import { colorOption, lookOptions, type LookOptions } from './look-options.ts'

export interface WatchOptions extends LookOptions {
  readonly allNamespaces?: boolean
  readonly selector?: string
  readonly output: 'text' | 'json'
  /** Until a signal, without one. */
  readonly for?: Nanos
}

/** Node's timers hold no more than 24 days. */
const LONGEST = seconds(24 * 3_600)

/** How long a command goes on: `30s`, up to `24h`. */
export function span(value: string): Nanos {
  const parsed = parseGoDuration(value)
  if (parsed !== undefined && parsed > 0n && parsed <= LONGEST) return parsed
  throw new InvalidArgumentError('expected a duration up to 24h, like 10s, 500ms or 1m30s.')
}

export const watchOptions = (): readonly Option[] => [
  ...lookOptions(),
  new Option('-A, --all-namespaces', 'the whole cluster').conflicts('namespace'),
  new Option('-l, --selector <labels>', 'only pods with such labels, like app=web,tier!=test'),
  new Option('-o, --output <format>', 'text, or json: one object a line').choices(['text', 'json']).default('text'),
  new Option('--for <duration>', 'end by itself after so long').argParser(span),
  colorOption(),
]

export const watchHelp = (name: string): string => `
A line when a pod starts, when something keeps it from starting, and when it is ready or is not going to be. Pods whose
startup is over are passed over. Nothing is installed in the cluster; it takes list and watch on pods and events.

Examples:
  ${name} watch                       in the namespace of the kubeconfig’s context, until Ctrl-C
  ${name} watch -A --for 5m           the whole cluster, five minutes
  ${name} watch -n shop -l app=web    some pods
  ${name} watch -o json | jq -r 'select(.is == "ready") | [.pod, .milliseconds] | @tsv'

Exit code: 0 it has watched, until Ctrl-C or --for; 1 the pods could not be read; 2 a flag is wrong; 141 nobody reads any
more.
`
