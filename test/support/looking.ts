import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { readEnvironment } from '../../src/cli/config.ts'
import { runTrace } from '../../src/cli/trace.ts'
import type { TraceOptions } from '../../src/cli/trace-options.ts'
import type { Nanos } from '../../src/observe/nanos.ts'
import type { WatchItem } from '../../src/observe/observe.ts'
import type { ApiServer } from './apiserver/apiserver.ts'
import type { Folder, Run } from './cli.ts'

/** Writes what there is at an instant, as it is. */
export function put(server: ApiServer, still: readonly WatchItem[]): void {
  for (const { watch, object } of still) server[watch].put(object)
}

export interface Asking {
  readonly options?: Partial<TraceOptions>
  readonly env?: Readonly<Record<string, string>>
  /** Columns of a terminal; without them it is a pipe. */
  readonly columns?: number
  readonly signal?: AbortSignal
  readonly now?: Nanos | (() => Nanos)
}

/** `podstart trace` in this process: what it writes, and its exit code. */
export async function traceHere(server: ApiServer, folder: Folder, name: string, asking: Asking = {}): Promise<Run> {
  const { options = {}, env = {}, columns, now, signal = new AbortController().signal } = asking
  const isTerminal = columns !== undefined
  const [out, err] = [new PassThrough(), new PassThrough()]
  const terminal = { out: Object.assign(out, isTerminal ? { isTTY: true, columns } : {}), err }
  const written = Promise.all([text(out), text(err)])
  const kubeconfig = folder.write('kubeconfig', server.kubeconfigText())
  const code = await runTrace(
    name,
    { output: 'text', color: 'auto', kubeconfig, ...options },
    readEnvironment(env),
    terminal,
    'test',
    signal,
    ...(now === undefined ? [] : [typeof now === 'function' ? now : () => now]),
  )
  out.end()
  err.end()
  const [stdout, stderr] = await written
  return { code, stdout, stderr: stderr.replaceAll(server.url, 'URL') }
}
