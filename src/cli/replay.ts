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
  const targets = await openTargets(options, environment, terminal, report)
  if (targets === undefined) return EXIT.failed
  let code: number = EXIT.ok
  for (const file of files) {
    if (signal.aborted) break
    const { items, problem } = await readRecording(file, (line) => report.progress(`${file}: line ${line}`))
    const replayed = replay(items, replaySettings(options))
    report.replayed(replayed.counts)
    if (!(await deliver(tracesOf(replayed, options, report), targets, report, signal))) code = EXIT.failed
    if (problem !== undefined) {
      report.complain(problem)
      code = EXIT.badInput
    }
  }
  const isClosed = await close(targets, signal, report)
  report.close(options)
  return signal.aborted ? EXIT.interrupted : isClosed ? code : EXIT.failed
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
): Promise<Targets | undefined> {
  const resources = createResources({ clusterName: options.clusterName, extra: env.resourceAttributes })
  const prints = options.print === true || (options.otlp === undefined && options.out === undefined)
  const style = styleOf(options, env, terminal)
  try {
    return {
      readable: (trace) => trace.map((span) => toReadableSpan(span, resources)),
      ...(prints && { print: (trace) => terminal.out.write(`${waterfall(trace, style).join('\n')}\n\n`) }),
      ...(options.out !== undefined && { file: await createLineFile(options.out) }),
      ...(options.otlp !== undefined && { sender: createSender(options.otlp) }),
    }
  } catch (error) {
    report.complain(`cannot write ${options.out}: ${error instanceof Error ? error.message : String(error)}`)
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

/** @returns false when a trace could not be sent; then no further ones are tried */
async function deliver(
  traces: readonly Trace[],
  targets: Targets,
  report: Report,
  signal: AbortSignal,
): Promise<boolean> {
  for (const [i, trace] of traces.entries()) {
    if (signal.aborted) return true
    targets.print?.(trace)
    await targets.file?.write(toOtlpJson(targets.readable(trace)))
    if (targets.sender === undefined || report.isDown) {
      report.delivered(trace.length, targets.sender === undefined)
      continue
    }
    report.progress(`sending trace ${i + 1} of ${traces.length}`)
    const sent = await targets.sender.send(targets.readable(trace))
    if (sent.is === 'failed') report.down(`cannot send to ${targets.sender.url}: ${sent.why}`)
    else for (const warning of sent.warnings) report.complain(`${targets.sender.url}: ${warning}`)
    report.delivered(trace.length, sent.is === 'sent')
  }
  return !report.isDown
}

async function close({ file, sender }: Targets, signal: AbortSignal, report: Report): Promise<boolean> {
  await sender?.close()
  try {
    await (signal.aborted ? file?.discard() : file?.commit())
    return true
  } catch (error) {
    report.complain(`cannot finish the file: ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}
