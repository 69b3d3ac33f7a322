import { resolve } from 'node:path'
import { styleText } from 'node:util'
import { createLineFile, toOtlpJson, type LineFile } from '../deliver/otlp-json.ts'
import { createSender, type Sender } from '../deliver/sender.ts'
import { seconds } from '../observe/nanos.ts'
import { replay, type Replayed } from '../replay/replay.ts'
import { toReadableSpan } from '../telemetry/readable-span.ts'
import { createResources, splitExtra } from '../telemetry/resource.ts'
import { isSent } from '../telemetry/sampling.ts'
import type { SpanRecord } from '../telemetry/span-record.ts'
import { spansOf } from '../telemetry/spans.ts'
import { SETTLE_RULES } from '../timeline/verdict.ts'
import { TRACKER_SETTINGS, type TrackerSettings } from '../tracker/tracker.ts'
import type { Environment } from './config.ts'
import { EXIT } from './exit-codes.ts'
import { readRecording } from './recording-file.ts'
import type { ReplayOptions } from './replay-options.ts'
import { createReport, type Report } from './replay-report.ts'
import { waterfall, type WaterfallStyle } from './waterfall.ts'

/** Where a command writes, so that tests can look at it. */
export interface Terminal {
  readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

type Trace = readonly SpanRecord[]

/** @returns the process's exit code */
export async function runReplay(
  files: readonly string[],
  options: ReplayOptions,
  environment: Environment,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const report = createReport(terminal.err)
  warnOf(environment, report)
  if (files.some((file) => options.out !== undefined && resolve(file) === resolve(options.out))) {
    report.complain(`--out ${options.out} would overwrite that recording; name another file`)
    return EXIT.badInput
  }
  const targets = await openTargets(options, environment, terminal, report, signal)
  if (targets === undefined) return EXIT.failed
  let isAllRead = true
  for (const file of files) {
    if (signal.aborted) break
    const { items, problem } = await readRecording(file, (line) => report.progress(`${file}: line ${line}`), signal)
    if (signal.aborted) break
    const replayed = replay(items, replaySettings(options))
    report.replayed(replayed.counts)
    await deliver(tracesOf(replayed, options, report), targets, report, signal)
    if (problem === undefined) continue
    report.complain(problem)
    isAllRead = false
  }
  const isWritten = await close(targets, signal, report)
  report.close([
    ...(options.otlp === undefined ? [] : [`sent to ${options.otlp}`]),
    ...(isWritten ? [`written to ${options.out}`] : []),
  ])
  if (signal.aborted) return EXIT.interrupted
  // Code 2 promises that whatever could be read is exported.
  if (report.hasLost || (options.out !== undefined && !isWritten)) return EXIT.failed
  return isAllRead ? EXIT.ok : EXIT.badInput
}

function warnOf({ resourceAttributes, broken }: Environment, report: Report): void {
  for (const part of broken) report.complain(`OTEL_RESOURCE_ATTRIBUTES: "${part}" is not key=value; left out`)
  for (const key of splitExtra(resourceAttributes).dropped) {
    report.complain(`OTEL_RESOURCE_ATTRIBUTES: ${key} names this process, not the pods in the traces; left out`)
  }
}

function replaySettings(options: ReplayOptions) {
  const { deadline, crashWindow } = options
  const tracker: TrackerSettings = {
    ...TRACKER_SETTINGS,
    prefix: options.annotationPrefix,
    settle: { ...SETTLE_RULES, deadline, crashWindow },
    orphanLife: seconds(900),
  }
  const { dropEvents, shuffle, skew } = options
  return {
    tracker,
    ...(dropEvents && { dropEvents }),
    ...(shuffle !== undefined && { shuffle }),
    ...(skew && { skew }),
  }
}

function tracesOf({ startups }: Replayed, options: ReplayOptions, report: Report): readonly Trace[] {
  const { context: mode, rootService } = options
  const sent = startups.filter((startup) => isSent(startup))
  report.unsampled(startups.length - sent.length)
  return sent.map((startup) => spansOf(startup, { mode, ...(rootService === undefined ? {} : { rootService }) }))
}

interface Targets {
  readonly print?: (trace: Trace) => void
  readonly file?: LineFile
  readonly sender?: Sender
  readonly readable: (trace: Trace) => ReturnType<typeof toReadableSpan>[]
}

async function openTargets(
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
      ...(options.otlp !== undefined && { sender: createSender(options.otlp, signal) }),
    }
  } catch (error) {
    report.complain(`cannot write ${options.out}: ${messageOf(error)}`)
    return undefined
  }
}

function styleOf(options: ReplayOptions, env: Environment, { out }: Terminal): WaterfallStyle {
  const isColored = options.color === 'always' || (options.color === 'auto' && out.isTTY === true && !env.noColor)
  return {
    width: options.width ?? out.columns ?? 100,
    paint: isColored ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text,
  }
}

/** After a trace that could not be sent no further ones are tried. */
async function deliver(traces: readonly Trace[], targets: Targets, report: Report, signal: AbortSignal): Promise<void> {
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
  const sent = await sender.send(readable(trace))
  if (sent.is === 'interrupted') return report.lost(1)
  for (const warning of sent.warnings) report.complain(`${sender.url}: ${warning}`)
  if (sent.is !== 'failed') return report.delivered(trace.length, sent.is === 'partly sent' ? sent.refused : 0)
  report.down(`cannot send to ${sender.url}: ${sent.why}`)
  report.lost(1)
}

/** @returns whether there is a file now */
async function close({ file, sender }: Targets, signal: AbortSignal, report: Report): Promise<boolean> {
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

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
