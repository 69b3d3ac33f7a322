import { createWallClock } from '../kube/wall-clock.ts'
import { toMillis } from '../observe/nanos.ts'
import { createLog, type Log } from '../serve/log.ts'
import { createMetrics } from '../serve/metrics.ts'
import { OWN_SERVICES } from '../serve/own-names.ts'
import { startOwnTracing, type OwnTracing } from '../serve/own-tracing.ts'
import { listenProblem, serve, type Server } from '../serve/server.ts'
import { createFresh } from '../webhook/fresh.ts'
import { WEBHOOK_METRICS, type WebhookMetrics } from '../webhook/metrics.ts'
import { createReport } from '../webhook/report.ts'
import { startWebhook, type Webhook } from '../webhook/webhook.ts'
import { canRead } from './config-command.ts'
import type { Environment } from './config.ts'
import { EXIT } from './exit-codes.ts'
import type { Terminal } from './replay-targets.ts'
import { sayTo } from './say.ts'
import type { Flags } from './settings/load-settings.ts'
import { ownTraces } from './settings/own-traces.ts'
import { readSettings } from './settings/read-settings.ts'
import type { Settings } from './settings/settings.ts'

/**
 * `podstart webhook`: answers until `signal`, and through the drain time.
 *
 * @returns the process's exit code
 */
export async function runWebhook(
  flags: Flags,
  environment: Environment,
  terminal: Terminal,
  version: string,
  signal: AbortSignal,
): Promise<number> {
  const loaded = await readSettings(flags, environment)
  const own = ownTraces(environment.otel, canRead)
  if (!loaded.ok || own.is === 'wrong') {
    return tell(terminal, EXIT.badInput, ...[loaded, own].flatMap((one) => ('problems' in one ? one.problems : [])))
  }
  const { settings } = loaded
  const isTerminal = terminal.err.isTTY === true
  const colored = isTerminal && !environment.noColor
  const log = createLog({ level: settings.logLevel, format: settings.logFormat, colored, name: 'webhook' }, isTerminal)
  const metrics = createMetrics(WEBHOOK_METRICS, version)
  const warn = (sentence: string): void => log.warn(sentence)
  const tracing = await startOwnTracing(own.is === 'on', { service: OWN_SERVICES.webhook, version, warn })
  const started = await start({ settings, log, metrics, tracing })
  if ('problem' in started) return tell(terminal, EXIT.failed, started.problem)
  const { webhook, health } = started
  log.info(`podstart ${version} stamping on https://${webhook.address}/mutate`)
  log.info(`health and metrics on http://${health.address}`)
  if (own.is === 'on') log.info(`podstart’s own traces: ${own.to.join(', ')}`)
  signal.addEventListener('abort', () => log.info(`stopping: answering for another ${toMillis(settings.drain)} ms`), {
    once: true,
  })
  await webhook.untilStopped(signal)
  await Promise.all([health.close(), tracing.shutdown()])
  log.info('stopped')
  return EXIT.ok
}

function tell({ err }: Terminal, code: number, ...problems: readonly string[]): number {
  problems.forEach(sayTo(err))
  return code
}

interface Started {
  readonly webhook: Webhook
  readonly health: Server
}

interface Surroundings {
  readonly settings: Settings
  readonly log: Log
  readonly metrics: WebhookMetrics
  readonly tracing: OwnTracing
}

async function start(surroundings: Surroundings): Promise<Started | { readonly problem: string }> {
  const { settings, metrics } = surroundings
  const webhook = await listening(surroundings)
  if ('problem' in webhook) return webhook
  try {
    const health = await serve(settings.webhookHealth, {
      title: 'podstart webhook',
      live: () => webhook.live(),
      ready: () => webhook.ready(new Date()),
      metrics: (format) => metrics.text(format),
    })
    return { webhook, health }
  } catch (error) {
    return { problem: listenProblem(settings.webhookHealth, error, '--webhook-health') }
  }
}

async function listening({ settings, log, metrics, tracing }: Surroundings) {
  const { clientCa } = settings
  try {
    return await startWebhook({
      listen: settings.webhookListen,
      files: { cert: settings.tlsCert, key: settings.tlsKey, ...(clientCa !== undefined && { clientCa }) },
      drain: toMillis(settings.drain),
      report: createReport(log, metrics),
      tracing,
      rules: {
        prefix: settings.annotationPrefix,
        ratio: settings.samplingRatio,
        ratioByNamespace: settings.samplingRatioByNamespace,
        mode: settings.context,
        excluded: settings.excludeNamespaces,
        inject: settings.injectTraceparent === 'on',
      },
      fresh: createFresh(createWallClock()),
      now: () => performance.now(),
      clientNames: settings.clientNames,
    })
  } catch (error) {
    return { problem: listenProblem(settings.webhookListen, error, '--webhook-listen') }
  }
}
