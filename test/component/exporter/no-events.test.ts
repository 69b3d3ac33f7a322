import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import { pino } from 'pino'
import { assemble } from '../../../src/cli/exporter-parts.ts'
import { connectTo } from '../../../src/cli/connect.ts'
import { readEnvironment } from '../../../src/cli/config.ts'
import { loadSettings } from '../../../src/cli/settings/load-settings.ts'
import { otlpTarget } from '../../../src/cli/settings/otlp-target.ts'
import { runWatches } from '../../../src/exporter/exporter.ts'
import { createWallClock } from '../../../src/kube/wall-clock.ts'
import { minus, nanos, plus, type Nanos } from '../../../src/observe/nanos.ts'
import { EXPORTER_METRICS } from '../../../src/exporter/metrics.ts'
import { createMetrics } from '../../../src/serve/metrics.ts'
import { ANSWERS } from '../../support/apiserver/fault-kit.ts'
import { readyPod } from './pods.ts'
import { play } from './play.ts'
import { outcomes, taken, traceIds } from './sent.ts'
import { onStage, type Stage } from './stage.ts'

/** So many seconds in one: a minute is waited for Events. */
const FAST = 60n

/** Of this machine until it is told to run ahead. */
function createFastClock() {
  const now = createWallClock()
  let since: Nanos | undefined
  return {
    now: () => (since === undefined ? now() : plus(since, nanos(minus(now(), since) * FAST))),
    runAhead: () => void (since = now()),
  }
}

/** The exporter in this process, with a clock that runs ahead. */
async function run({ server, collector, folder }: Stage) {
  server.fail({ resource: 'events' }, ANSWERS.forbidden('watch', 'events'), 'always')
  const kubeconfig = folder.write('kubeconfig', server.kubeconfigText())
  const loaded = loadSettings({ flags: { kubeconfig, crashWindow: '1ms' }, variables: {} })
  const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }
  const resolved = otlpTarget(variables, () => true)
  if (!loaded.ok || !resolved.ok) throw new Error('these settings are good')
  const connection = connectTo(loaded.settings, 'test')
  if ('problem' in connection) throw new Error(connection.problem)
  const assembled = assemble({
    settings: loaded.settings,
    environment: readEnvironment(variables),
    target: resolved.target,
    connection,
    log: pino({ level: 'silent' }),
    metrics: createMetrics(EXPORTER_METRICS, 'test'),
    giveUp: new AbortController().signal,
  })
  const { parts } = assembled
  const end = new AbortController()
  const clock = createFastClock()
  const watching = runWatches({ ...parts, reflector: { ...parts.reflector, now: clock.now } }, end.signal)
  await server.until(() => server.openWatches.length === 1)
  await play(server, readyPod({ name: 'web' }))
  clock.runAhead()
  await collector.until(() => traceIds(taken(collector)).size === 1)
  const ready = assembled.health.ready()
  end.abort()
  await watching
  connection.close()
  await assembled.close()
  return { sent: taken(collector), ready }
}

describe('an exporter that may not watch Events', () => {
  let found: Awaited<ReturnType<typeof run>>
  before(async function () {
    this.timeout(60_000)
    found = await onStage({}, run)
  })

  it('tells of pods all the same, a minute later', () => {
    expect(outcomes(found.sent)).to.deep.equal(['web ready'])
  })
  it('tells less: nothing of what only Events know', () => {
    expect(found.sent.map(({ name }) => name).toSorted()).to.deep.equal([
      'container app',
      'pod setup+pull+create+start',
      'pod startup',
      'ready',
      'schedule',
    ])
  })
  it('says that it is not ready, and why', () => {
    expect(
      found.ready.map(({ name, ok, detail }) => `${ok ? '+' : '-'} ${name}: ${detail.slice(0, 26)}`),
    ).to.deep.equal(['+ watch pods: listed', '- watch events: not listed yet (HTTP 403: '])
  })
})
