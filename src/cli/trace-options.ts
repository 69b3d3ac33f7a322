import { Option } from 'commander'
import { colorOption, lookOptions, type LookOptions } from './look-options.ts'

export interface TraceOptions extends LookOptions {
  readonly output: 'text' | 'json'
  readonly watch?: boolean
  readonly jaeger?: string
}

export const traceOptions = (): readonly Option[] => [
  ...lookOptions(),
  new Option('-o, --output <format>', 'text, or json: the trace as OTLP/JSON')
    .choices(['text', 'json'])
    .default('text'),
  new Option('-w, --watch', 'draw it again and again until its startup is over'),
  new Option('--jaeger <url>', 'show the trace’s address there (env PODSTART_JAEGER_URL)'),
  colorOption(),
]

export const traceHelp = (name: string): string => `
From the pod’s status and its Events: what took the time, or what it waits for. Nothing is installed in the cluster; it
takes get and list on pods and events, and watch for -w.

Examples:
  ${name} trace web-7d9c5-x2x4k                  in the namespace of the kubeconfig’s context
  ${name} trace -n shop pod/web-7d9c5-x2x4k -w   until it is ready, or is not going to be
  ${name} trace web-0 --jaeger http://localhost:16686
  ${name} trace web-0 -o json | jq .             the trace as OTLP/JSON

Exit code: 0 the pod was ready, has completed or is starting; 1 it could not be found or read; 2 a flag or name is
wrong; 3 its startup has failed: crashed, failed, stuck, deleted or lost from sight; 130 interrupted.
`
