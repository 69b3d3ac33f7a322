import { createRecorder, type Recorder } from '../deliver/recorder.ts'
import { shownUrl } from '../deliver/sender.ts'
import { runWatches } from '../exporter/exporter.ts'
import { EXPORTER_METRICS, type ExporterMetrics } from '../exporter/metrics.ts'
import type { Connection } from '../kube/connection.ts'
import { createWallClock } from '../kube/wall-clock.ts'
import { messageOf } from '../observe/clip.ts'
import { toLine } from '../replay/recording.ts'
import { createLog, type Log } from '../serve/log.ts'
import { createMetrics } from '../serve/metrics.ts'
import { OWN_SERVICES } from '../serve/own-names.ts'
import { startOwnTracing, type OwnTracing } from '../serve/own-tracing.ts'
import { listenProblem, serve, type Server } from '../serve/server.ts'
import { canRead } from './config-command.ts'
import type { Environment } from './config.ts'
import { connectTo } from './connect.ts'
import { EXIT } from './exit-codes.ts'
import { assemble, type Assembled } from './exporter-parts.ts'
import { metricBounds } from './metric-bounds.ts'
import type { Terminal } from './replay-targets.ts'
import { sayTo } from './say.ts'
import type { Flags } from './settings/load-settings.ts'
import { otlpTarget, type OtlpTarget } from './settings/otlp-target.ts'
import { ownTraces } from './settings/own-traces.ts'
import { readSettings } from './settings/read-settings.ts'
import { resourceDoubts } from './settings/resource-doubts.ts'
import type { Settings } from './settings/settings.ts'

/** Kubernetes gives a pod 30 s; whatever the collector does, the end comes within 10 s. */
const DRAIN_MS = 7_000

/**
 * `podstart exporter`: watches until `signal`, then sends what is settled.
 *
 * @returns the process's exit code
 */
export async function runExporter(
  flags: Flags,
  environment: Environment,
  terminal: Terminal,
  version: string,
  signal: AbortSignal,
): Promise<number> {
  const started = await start(flags, environment, terminal, version)
  if ('problems' in started) {
    started.problems.forEach(sayTo(terminal.err))
    return started.code
  }
  const { parts, log, assembled, server, recorder } = started
  try {
    await runWatches(parts, signal)
  } finally {
    started.connection.close()
  }
  const isWhole = await stop(assembled, started, log)
  await Promise.all([server.close(), started.tracing.shutdown()])
  const why = await recorder?.close()
  if (why !== undefined) log.error(`the recording is not whole: ${why}`)
  return isWhole && why === undefined ? EXIT.ok : EXIT.failed
}

interface Started {
  readonly parts: Assembled['parts']
  readonly assembled: Assembled
  readonly connection: Connection
  readonly server: Server
  readonly log: Log
  readonly recorder: Recorder | undefined
  readonly tracing: OwnTracing
  readonly giveUp: AbortController
}

interface Problems {
  readonly problems: readonly string[]
  readonly code: number
}

const badInput = (...problems: readonly string[]): Problems => ({ problems, code: EXIT.badInput })
const failed = (problem: string): Problems => ({ problems: [problem], code: EXIT.failed })

async function start(
  flags: Flags,
  environment: Environment,
  terminal: Terminal,
  version: string,
): Promise<Started | Problems> {
  const loaded = await readSettings(flags, environment)
  const resolved = otlpTarget(environment.otel, canRead)
  const own = ownTraces(environment.otel, canRead)
  if (!loaded.ok || !resolved.ok || own.is === 'wrong') {
    const problems = [loaded, resolved, own].flatMap((one) => ('problems' in one ? one.problems : []))
    // Both kinds of traces may go to the same place.
    return badInput(...new Set(problems))
  }
  if (resolved.target.disabled)
    return badInput('OTEL_SDK_DISABLED is true: an exporter that sends nothing has nothing to do')
  const { settings } = loaded
  if (settings.record !== undefined && settings.namespace.length > 1) {
    return badInput('--record takes all namespaces or one: a recording does not tell the watches of several apart')
  }
  const connection = connectTo(settings, version)
  if ('problem' in connection) return badInput(connection.problem)
  const isTerminal = terminal.err.isTTY === true
  const colored = isTerminal && !environment.noColor
  const log = createLog({ level: settings.logLevel, format: settings.logFormat, colored, name: 'exporter' }, isTerminal)
  const metrics = createMetrics(EXPORTER_METRICS, version, metricBounds(settings))
  const giveUp = new AbortController()
  const { target } = resolved
  const tracing = await startOwnTracing(own.is === 'on', {
    service: OWN_SERVICES.exporter,
    version,
    warn: (sentence) => log.warn(sentence),
  })
  const surroundings = { settings, environment, target, connection, log, metrics, tracing, giveUp: giveUp.signal }
  const assembled = assemble(surroundings)
  const server = await listen(settings, assembled, metrics)
  if ('problems' in server) return server
  const recorder = await openRecorder(settings.record, log, metrics)
  if (recorder !== undefined && 'problems' in recorder) {
    await server.close()
    return recorder
  }
  for (const doubt of [...resolved.doubts, ...resourceDoubts(environment)]) log.warn(doubt)
  announce(log, { version, settings, target, connection, server })
  if (own.is === 'on') log.info(`podstart’s own traces: ${own.to.join(', ')}`)
  const record =
    recorder === undefined ? {} : { record: (item: Parameters<typeof toLine>[0]) => recorder.write(toLine(item)) }
  return { parts: { ...assembled.parts, ...record }, assembled, connection, server, log, recorder, tracing, giveUp }
}

async function listen(settings: Settings, { health }: Assembled, metrics: ExporterMetrics): Promise<Server | Problems> {
  const now = createWallClock()
  try {
    return await serve(settings.listen, {
      title: 'podstart exporter',
      live: () => health.live(now()),
      ready: () => health.ready(),
      metrics: (format) => metrics.text(format),
    })
  } catch (error) {
    return failed(listenProblem(settings.listen, error, '--listen'))
  }
}

async function openRecorder(
  path: string | undefined,
  log: Log,
  metrics: ExporterMetrics,
): Promise<Recorder | Problems | undefined> {
  if (path === undefined) return undefined
  try {
    return await createRecorder(path, (why) => {
      metrics.count('podstart_recording_failures_total')
      log.error(`the recording ends here: ${why}`)
    })
  } catch (error) {
    return failed(`cannot write ${path}: ${messageOf(error)}`)
  }
}

interface Announced {
  readonly version: string
  readonly settings: Settings
  readonly target: OtlpTarget
  readonly connection: Connection
  readonly server: Server
}

function announce(log: Log, { version, settings, target, connection, server }: Announced): void {
  const where = settings.namespace.length === 0 ? 'all namespaces' : settings.namespace.join(', ')
  log.info(`podstart ${version} watches ${shownUrl(connection.server.href)} (${where})`)
  log.info(`traces go to ${shownUrl(target.url)} by ${target.protocol}`)
  log.info(`health and metrics on http://${server.address}`)
}

/** @returns whether nothing was lost */
async function stop({ queue, underWay, hasLost, close }: Assembled, { giveUp }: Started, log: Log): Promise<boolean> {
  const deadline = setTimeout(() => giveUp.abort(), DRAIN_MS)
  const waiting = queue.spans
  if (waiting > 0) log.info(`stopping: ${waiting} spans are still to be sent`)
  await queue.drain(giveUp.signal)
  clearTimeout(deadline)
  await close()
  const untold = underWay()
  if (untold > 0) {
    log.warn(
      `${untold} startups were under way and are not told; --lookback tells them after a restart, as far as Events are there`,
    )
  }
  log.info('stopped')
  return !hasLost()
}
