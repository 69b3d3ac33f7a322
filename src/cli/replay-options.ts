import { InvalidArgumentError, Option } from 'commander'
import { tracesUrl } from '../deliver/sender.ts'
import { DEFAULT_PREFIX } from '../observe/annotation-keys.ts'
import { parseGoDuration } from '../observe/go-duration.ts'
import type { Nanos } from '../observe/nanos.ts'
import { parseSkew, type Skew } from '../replay/skew.ts'
import type { ContextMode } from '../telemetry/root-context.ts'
import { SAMPLING_OPTIONS, type SamplingOptions } from './sampling-options.ts'

export interface ReplayOptions extends SamplingOptions {
  readonly otlp?: string
  readonly out?: string
  readonly print?: boolean
  readonly dropEvents?: boolean
  readonly shuffle?: number
  readonly skew?: Skew
  readonly clusterName: string
  readonly context: ContextMode
  readonly rootService?: string
  readonly annotationPrefix: string
  readonly crashWindow: Nanos
  readonly deadline: Nanos
  readonly width?: number
  readonly color: 'auto' | 'always' | 'never'
}

const wholeNumber = (least: number, most: number) => (value: string) => {
  const number = Number(value)
  if (/^\d+$/.test(value) && number >= least && number <= most) return number
  throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}.`)
}

function duration(value: string): Nanos {
  const parsed = parseGoDuration(value)
  if (parsed !== undefined && parsed > 0n) return parsed
  throw new InvalidArgumentError('expected a duration like 10s, 500ms or 1m30s.')
}

function skew(value: string): Skew {
  const parsed = parseSkew(value)
  if (parsed !== undefined) return parsed
  throw new InvalidArgumentError('expected CLOCK=±DURATION, separated by commas, like node-1=+2s,scheduler=-500ms.')
}

function collector(value: string): string {
  const url = tracesUrl(value)
  if (url !== undefined) return url
  throw new InvalidArgumentError('expected the address of an OTLP/HTTP collector, like http://localhost:4318.')
}

/** The flags of `podstart replay`. */
export const REPLAY_OPTIONS: readonly Option[] = [
  new Option('--otlp <url>', 'send the traces to this OTLP/HTTP collector, such as http://localhost:4318').argParser(
    collector,
  ),
  new Option('--out <file>', 'write the traces as OTLP/JSON, one ExportTraceServiceRequest a line'),
  new Option('--print', 'draw each trace as a waterfall (the default without --otlp and --out)'),
  new Option('--drop-events', 'leave out all Events: what the pods’ status alone can tell'),
  new Option('--shuffle <seed>', 'deliver in another order, each item with its own arrival time').argParser(
    wholeNumber(0, 4_294_967_295),
  ),
  new Option(
    '--skew <clocks>',
    'set clocks off: webhook, apiserver, scheduler, controllers, exporter, or a node',
  ).argParser(skew),
  new Option('--cluster-name <name>', 'k8s.cluster.name of every span').default('kubernetes'),
  new Option('--context <mode>', 'what the root does with a trace context found at admission')
    .choices(['link', 'parent'])
    .default('link'),
  new Option('--root-service <name>', 'one service for all roots, instead of pods/<workload>'),
  new Option('--annotation-prefix <prefix>', 'of podstart’s own annotations').default(DEFAULT_PREFIX),
  new Option('--crash-window <duration>', 'a container that ends this soon after its start has crashed')
    .argParser(duration)
    .default(duration('10s'), '10s'),
  new Option('--deadline <duration>', 'a pod that is not ready by then is stuck')
    .argParser(duration)
    .default(duration('10m'), '10m'),
  ...SAMPLING_OPTIONS,
  new Option('--width <columns>', 'of the waterfall; otherwise the terminal’s').argParser(wholeNumber(40, 1_000)),
  new Option('--color <when>', 'colours in the waterfall').choices(['auto', 'always', 'never']).default('auto'),
]

export const REPLAY_HELP = `
A recording has one watch item a line:
  {"at": "2026-11-22T15:35:00.414139178Z", "watch": "pods", "type": "ADDED", "object": {…}}

Examples:
  podstart replay rollout.jsonl                            draw every trace in the terminal
  podstart replay --otlp http://localhost:4318 *.jsonl     send them to Jaeger or any OTLP collector
  podstart replay --out traces.jsonl rollout.jsonl         keep them as OTLP/JSON
  podstart replay --drop-events rollout.jsonl              see what is left when Events are lost
  podstart replay --skew node-1=+2s,scheduler=-500ms rollout.jsonl

Headers, TLS and timeouts of --otlp: the standard OTEL_EXPORTER_OTLP_* variables. OTEL_RESOURCE_ATTRIBUTES are put on
every span, but for those that name this process.

Exit code: 0 all went well; 1 traces could not be sent or written; 2 a file or flag could not be read
(what came before the bad line is still exported); 130 interrupted; 141 nobody reads any more.
`
