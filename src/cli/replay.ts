import { resolve } from 'node:path'
import { shownUrl } from '../deliver/sender.ts'
import { replay, type Replayed } from '../replay/replay.ts'
import type { PodUid } from '../observe/observation.ts'
import { nodesWithout } from '../replay/skew.ts'
import { withSampling } from '../telemetry/sampling-marks.ts'
import { spansOf } from '../telemetry/spans.ts'
import { SETTLE_RULES } from '../timeline/verdict.ts'
import { createSampler } from '../tracker/sampler.ts'
import { TRACKER_SETTINGS, type TrackerSettings } from '../tracker/tracker.ts'
import type { Environment } from './config.ts'
import { EXIT } from './exit-codes.ts'
import { readRecording } from './recording-file.ts'
import type { ReplayOptions } from './replay-options.ts'
import { createReport, type Report } from './replay-report.ts'
import { close, deliver, openTargets, type Terminal, type Trace } from './replay-targets.ts'
import { samplerRules } from './watch-settings.ts'
import { resourceDoubts } from './settings/resource-doubts.ts'

/** @returns the process's exit code */
export async function runReplay(
  files: readonly string[],
  options: ReplayOptions,
  environment: Environment,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const report = createReport(terminal.err)
  for (const doubt of resourceDoubts(environment)) report.complain(doubt)
  if (files.some((file) => options.out !== undefined && resolve(file) === resolve(options.out))) {
    report.complain(`--out ${options.out} would overwrite that recording; name another file`)
    return EXIT.badInput
  }
  const targets = await openTargets(options, environment, terminal, report, signal)
  if (targets === undefined) return EXIT.failed
  let isAllRead = true
  const told = new Map<PodUid, string>()
  for (const file of files) {
    if (signal.aborted) break
    const { items, problem } = await readRecording(file, (line) => report.progress(`${file}: line ${line}`), signal)
    if (signal.aborted) break
    for (const node of options.skew === undefined ? [] : nodesWithout(options.skew, items)) {
      report.complain(`${file}: --skew ${node}: no such node here, and no such clock; nothing was set off by it`)
    }
    const replayed = replay(items, replaySettings(options))
    const traces = tracesOf(replayed, options, report)
    report.replayed(replayed.counts)
    await deliver(traces, targets, report, signal)
    if (problem !== undefined) report.complain(problem)
    for (const doubt of doubtsOf(replayed, file, told)) report.complain(doubt)
    isAllRead &&= problem === undefined
  }
  const isWritten = await close(targets, signal, report)
  report.close([
    ...(options.otlp === undefined ? [] : [`sent to ${shownUrl(options.otlp)}`]),
    ...(isWritten ? [`written to ${options.out}`] : []),
  ])
  if (signal.aborted) return EXIT.interrupted
  // Code 2 promises that whatever could be read is exported.
  if (report.hasLost || (options.out !== undefined && !isWritten)) return EXIT.failed
  return isAllRead ? EXIT.ok : EXIT.badInput
}

/** What a reader of the traces should know: startups that the recording breaks off, and pods that two files tell of. */
function doubtsOf({ startups, lastAt }: Replayed, file: string, told: Map<PodUid, string>): readonly string[] {
  const brokenOff = startups.filter(({ outcome, end }) => outcome === 'stuck' && end.at > lastAt).length
  const again = startups.filter(({ view, resumed }) => !resumed && told.has(view.uid))
  const doubts = [
    ...(brokenOff === 0
      ? []
      : [`${file}: its end breaks off ${brokenOff} startups; they count as stuck at the deadline`]),
    ...again.map(
      ({ view }) =>
        `${file}: ${view.pod.namespace}/${view.pod.name} has a trace by this id already, from ${told.get(view.uid)}`,
    ),
  ]
  for (const { view } of startups) told.set(view.uid, file)
  return doubts
}

function replaySettings(options: ReplayOptions) {
  const { deadline, crashWindow } = options
  const tracker: TrackerSettings = {
    ...TRACKER_SETTINGS,
    prefix: options.annotationPrefix,
    settle: { ...SETTLE_RULES, deadline, crashWindow },
  }
  const { dropEvents, shuffle, skew } = options
  return {
    tracker,
    ...(dropEvents && { dropEvents }),
    ...(shuffle !== undefined && { shuffle }),
    ...(skew && { skew }),
  }
}

function tracesOf({ startups, counts }: Replayed, options: ReplayOptions, report: Report): readonly Trace[] {
  const { context: mode, rootService } = options
  const sampler = createSampler(samplerRules(options), counts)
  const traces = startups.flatMap((startup) => {
    const sampling = sampler.decide(startup)
    const spans = { mode, ...(rootService !== undefined && { rootService }) }
    return sampling.sent ? [withSampling(spansOf(startup, spans), sampling)] : []
  })
  report.unsampled(startups.length - traces.length)
  return traces
}
