import { createWallClock } from '../kube/wall-clock.ts'
import { snapshot } from '../kube/snapshot.ts'
import { toMillis, type Nanos } from '../observe/nanos.ts'
import type { WatchItem } from '../observe/observe.ts'
import { reportOf } from '../insight/report.ts'
import type { Environment } from './config.ts'
import { EXIT } from './exit-codes.ts'
import { openLook, PATIENCE_MS, type Look } from './look.ts'
import { painterFor } from './painter.ts'
import { csvOf } from './report-csv.ts'
import { jsonOf } from './report-json.ts'
import type { Format, ReportOptions } from './report-options.ts'
import { createReportProgress, type ReportProgress } from './report-progress.ts'
import { standingsOf } from './report-standings.ts'
import { tableOf, type TableStyle } from './report-table.ts'
import { readRecording } from './recording-file.ts'
import type { Terminal } from './replay-targets.ts'
import { REFLECTOR } from './watch-settings.ts'
import { TRACKER_SETTINGS, type TrackerSettings } from '../tracker/tracker.ts'

/** What there is to report on, or a sentence why there is nothing. */
type Material =
  | {
      readonly is: 'material'
      readonly items: readonly WatchItem[]
      readonly at: Nanos
      readonly tracker: TrackerSettings
      /** Sentences on what is missing. */
      readonly doubts: readonly string[]
      /** Sentences on Events that could not be read. */
      readonly eventsUnread: readonly string[]
      /** A part could not be read: no whole report. */
      readonly isPart: boolean
    }
  | { readonly is: 'none'; readonly problems: readonly string[]; readonly code: number }

/** `podstart report`. @returns the process's exit code */
export async function runReport(
  options: ReportOptions,
  environment: Environment,
  terminal: Terminal,
  version: string,
  signal: AbortSignal,
  now: () => Nanos = createWallClock(),
): Promise<number> {
  const progress = createReportProgress(terminal.err)
  const { recording } = options
  const material =
    recording === undefined
      ? await fromCluster(options, environment, version, { progress, signal, now })
      : await fromRecording(recording, progress, signal)
  if (signal.aborted) progress.clear()
  if (signal.aborted) return EXIT.interrupted
  if (material.is === 'none') {
    material.problems.forEach(progress.say)
    return material.code
  }
  const { items, at, tracker, doubts, eventsUnread, isPart } = material
  const { standings, leftOut } = await standingsOf(items, at, tracker, progress.tell, signal)
  progress.clear()
  if (signal.aborted) return EXIT.interrupted
  const { by, since } = options
  const report = reportOf(standings, { at, by, eventsUnread, ...(since !== undefined && { since }) })
  const paint = painterFor(options.color === false ? 'never' : options.color, environment, terminal.out)
  terminal.out.write(SHOWN[options.output](report, { paint, isWide: options.output === 'wide' }))
  if (leftOut !== undefined) progress.say(leftOut)
  for (const doubt of [...eventsUnread, ...doubts]) progress.say(doubt)
  return isPart || leftOut !== undefined ? EXIT.failed : EXIT.ok
}

const SHOWN: Readonly<Record<Format, (report: ReturnType<typeof reportOf>, style: TableStyle) => string>> = {
  table: tableOf,
  wide: tableOf,
  json: jsonOf,
  csv: csvOf,
}

interface Around {
  readonly progress: ReportProgress
  readonly signal: AbortSignal
  readonly now: () => Nanos
}

async function fromCluster(
  options: ReportOptions,
  environment: Environment,
  version: string,
  around: Around,
): Promise<Material> {
  const { color, selector, ...rest } = options
  const flags = { ...rest, color: color === false ? ('never' as const) : color }
  const look = await openLook(
    flags,
    environment,
    version,
    around.now,
    selector === undefined ? {} : { labelSelector: selector },
  )
  if ('problems' in look) return { is: 'none', problems: look.problems, code: EXIT.badInput }
  try {
    return await listed(look, options.allNamespaces === true ? [] : look.settings.namespace, around)
  } finally {
    look.connection.close()
  }
}

async function listed(
  { connection, settings, tracker, now, clockDoubt }: Look,
  namespaces: readonly string[],
  { progress, signal }: Around,
): Promise<Material> {
  const { labelSelector } = settings
  const pages = {
    now,
    silence: toMillis(settings.watchSilence),
    ...REFLECTOR,
    patience: PATIENCE_MS,
    tell: progress.tell,
  }
  progress.tell(`listing pods and Events of ${connection.server.host}`)
  const items: WatchItem[] = []
  const eventsUnread: string[] = []
  let at = now()
  for (const namespace of namespaces.length === 0 ? [''] : namespaces) {
    const scope = { namespace, ...(labelSelector !== '' && { labelSelector }) }
    const found = await snapshot(connection, scope, pages, signal)
    if ('problem' in found) return { is: 'none', problems: [found.problem], code: EXIT.failed }
    items.push(...found.pods, ...found.events)
    if (found.withoutEvents !== undefined) eventsUnread.push(found.withoutEvents)
    at = found.at
  }
  const doubt = clockDoubt()
  const doubts = doubt === undefined ? [] : [doubt]
  return { is: 'material', items, at, tracker, doubts, eventsUnread, isPart: false }
}

async function fromRecording(file: string, progress: ReportProgress, signal: AbortSignal): Promise<Material> {
  const { items, problem } = await readRecording(file, (line) => progress.tell(`${file}: line ${line}`), signal)
  const last = items.at(-1)
  const problems = problem === undefined ? [] : [problem]
  if (last === undefined) return { is: 'none', problems, code: EXIT.failed }
  const isPart = problem !== undefined
  return { is: 'material', items, at: last.at, tracker: TRACKER_SETTINGS, doubts: problems, eventsUnread: [], isPart }
}
