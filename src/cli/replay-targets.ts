import { createLineFile, toOtlpJson, type LineFile } from '../deliver/otlp-json.ts'
import { createSender, shownUrl, type Sender } from '../deliver/sender.ts'
import { messageOf } from '../observe/clip.ts'
import { toReadableSpan } from '../telemetry/readable-span.ts'
import { createResources } from '../telemetry/resource.ts'
import type { SpanRecord } from '../telemetry/span-record.ts'
import type { Environment } from './config.ts'
import { painterFor } from './painter.ts'
import type { ReplayOptions } from './replay-options.ts'
import type { Report } from './replay-report.ts'
import { terminalWidth } from './terminal-width.ts'
import { waterfall, type WaterfallStyle } from './waterfall.ts'

/** Where a command writes, so that tests can look at it. */
export interface Terminal {
  readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

export type Trace = readonly SpanRecord[]

/** What a replay's traces go to. */
export interface Targets {
  readonly print?: (trace: Trace) => void
  readonly file?: LineFile
  readonly sender?: Sender
  readonly readable: (trace: Trace) => ReturnType<typeof toReadableSpan>[]
}

/** @returns undefined, and says so, when a target cannot be opened */
export async function openTargets(
  options: ReplayOptions,
  env: Environment,
  terminal: Terminal,
  report: Report,
  signal: AbortSignal,
): Promise<Targets | undefined> {
  const resources = createResources({ clusterName: options.clusterName, extra: env.resourceAttributes })
  const prints = options.print === true || (options.otlp === undefined && options.out === undefined)
  const style = styleOf(options, env, terminal)
  try {
    return {
      readable: (trace) => trace.map((span) => toReadableSpan(span, resources)),
      ...(prints && { print: (trace) => terminal.out.write(`${waterfall(trace, style).join('\n')}\n\n`) }),
      ...(options.out !== undefined && { file: await createLineFile(options.out) }),
      ...(options.otlp !== undefined && { sender: createSender({ url: options.otlp, protocol: 'http/json' }, signal) }),
    }
  } catch (error) {
    report.complain(`cannot write ${options.out}: ${messageOf(error)}`)
    return undefined
  }
}

const styleOf = (options: ReplayOptions, env: Environment, { out }: Terminal): WaterfallStyle => ({
  width: options.width ?? terminalWidth(out) ?? 100,
  paint: painterFor(options.color, env, out),
})

/** Once the collector cannot be reached no further traces are tried; one that it refuses does not stop the others. */
export async function deliver(
  traces: readonly Trace[],
  targets: Targets,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  for (const [i, trace] of traces.entries()) {
    if (signal.aborted) return targets.sender === undefined ? undefined : report.lost(traces.length - i)
    targets.print?.(trace)
    await targets.file?.write(toOtlpJson(targets.readable(trace)))
    if (targets.sender === undefined) report.delivered(trace.length)
    else if (report.isDown) report.lost(1)
    else {
      report.progress(`sending trace ${i + 1} of ${traces.length}`)
      await send(trace, targets.sender, targets, report)
    }
  }
}

async function send(trace: Trace, sender: Sender, { readable }: Targets, report: Report): Promise<void> {
  const shown = shownUrl(sender.url)
  const sent = await sender.send(readable(trace))
  if (sent.is === 'interrupted') return report.lost(1)
  for (const warning of sent.warnings) report.complain(`${shown}: ${warning}`)
  if (sent.is !== 'failed') return report.delivered(trace.length, sent.is === 'partly sent' ? sent.refused : 0)
  const why = `cannot send to ${shown}: ${sent.why}`
  if (sent.isRefusal) report.complain(why)
  else report.down(why)
  report.lost(1)
}

/** @returns whether there is a file now */
export async function close({ file, sender }: Targets, signal: AbortSignal, report: Report): Promise<boolean> {
  await sender?.close()
  if (signal.aborted) {
    await file?.discard()
    report.complain('interrupted')
    return false
  }
  try {
    await file?.commit()
    return file !== undefined
  } catch (error) {
    report.complain(`cannot finish the file: ${messageOf(error)}`)
    return false
  }
}
