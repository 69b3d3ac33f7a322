import { InvalidArgumentError, Option } from 'commander'
import type { Nanos } from '../observe/nanos.ts'
import { colorOption } from './look-options.ts'
import type { Color } from './painter.ts'
import { span } from './watch-options.ts'

export interface DemoOptions {
  readonly color: Color
  /** Until a signal, without one. */
  readonly for?: Nanos
  readonly seed: number
}

const LARGEST = 2 ** 31 - 1

function seed(value: string): number {
  const number = Number(value)
  if (/^\d+$/.test(value) && number <= LARGEST) return number
  throw new InvalidArgumentError(`expected a whole number up to ${LARGEST}.`)
}

export const demoOptions = (): readonly Option[] => [
  new Option('--for <duration>', 'end by itself after so long').argParser(span),
  new Option('--seed <number>', 'another cluster, with other delays').argParser(seed).default(1),
  colorOption(),
]

export const DEMO_HELP = `
A simulated cluster of four nodes in this process, with podstart's real webhook and exporter on it. Workloads roll out,
scale, crash and get stuck; one node is behind a slow way to the registry, one has nothing in its cache. Nothing else is
needed, and nothing is left when it ends.

While it runs, podstart trace, watch and report, and kubectl, look at that cluster with the kubeconfig that it names.
OTEL_EXPORTER_OTLP_ENDPOINT sends the traces to a collector, such as a Jaeger, too.

Examples:
  podstart demo                                   until Ctrl-C
  podstart demo --for 1m                          a minute of it
  OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 podstart demo

Exit code: 0 it has run; 1 a part of it could not be started or has ended; 2 a flag or variable is wrong.
`
