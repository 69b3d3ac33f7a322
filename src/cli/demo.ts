import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { direct } from '../demo/director.ts'
import { createDoer } from '../demo/doer.ts'
import { install } from '../demo/installation.ts'
import { NAMESPACE } from '../demo/story.ts'
import { WORLD } from '../demo/world.ts'
import { messageOf } from '../observe/clip.ts'
import { toMillis, type Nanos } from '../observe/nanos.ts'
import { startSimcluster, type Simcluster } from '../simcluster/simcluster.ts'
import { canRead } from './config-command.ts'
import { otlpVariables, type Environment } from './config.ts'
import { connectTo } from './connect.ts'
import { runDemoExporter } from './demo-exporter.ts'
import { startDemoMetrics } from './demo-metrics.ts'
import type { DemoOptions } from './demo-options.ts'
import { createDemoView, type DemoView } from './demo-view.ts'
import { startDemoWebhook, type DemoWebhook } from './demo-webhook.ts'
import { EXIT } from './exit-codes.ts'
import type { Terminal } from './replay-targets.ts'
import { sayTo } from './say.ts'
import { otlpTarget, type OtlpTarget } from './settings/otlp-target.ts'
import { readSettings } from './settings/read-settings.ts'
import type { Settings } from './settings/settings.ts'

/** `podstart demo`: until `signal`, or for as long as was asked. @returns the process's exit code */
export async function runDemo(
  options: DemoOptions,
  environment: Environment,
  terminal: Terminal,
  version: string,
  signal: AbortSignal,
): Promise<number> {
  const say = sayTo(terminal.err)
  const target = targetOf(environment)
  if (target !== undefined && 'problems' in target) {
    target.problems.forEach(say)
    return EXIT.badInput
  }
  const folder = mkdtempSync(join(tmpdir(), 'podstart-demo-'))
  const forget = (): void => rmSync(folder, { recursive: true, force: true })
  // A second Ctrl-C ends it at once.
  process.once('exit', forget)
  try {
    await play({ options, environment, terminal, version, folder, target }, signal)
    return EXIT.ok
  } catch (error) {
    if (signal.aborted) return EXIT.ok
    say(messageOf(error))
    return EXIT.failed
  } finally {
    forget()
    process.off('exit', forget)
  }
}

const timeout = (length: Nanos): AbortSignal => AbortSignal.timeout(Math.ceil(toMillis(length)))

/** Traces are only shown, unless the environment says where they go. */
function targetOf({ otel }: Environment): OtlpTarget | { readonly problems: readonly string[] } | undefined {
  if (!otlpVariables('ENDPOINT').some((name) => otel[name] !== undefined)) return undefined
  const resolved = otlpTarget(otel, canRead)
  return resolved.ok ? resolved.target : resolved
}

interface Stage {
  readonly options: DemoOptions
  readonly environment: Environment
  readonly terminal: Terminal
  readonly version: string
  /** For the kubeconfig and the webhook's certificate. */
  readonly folder: string
  readonly target: OtlpTarget | undefined
}

/** Quick crashes are told soon, so that the first trace is there soon: by default 10 s are waited for them. */
const CRASH_WINDOW = '3s'

/** What the story breaks is stuck before it is mended. */
const DEADLINE = '20s'

/** @throws when a part cannot be started, or ends */
async function play(stage: Stage, signal: AbortSignal): Promise<void> {
  const { options, version, folder, target } = stage
  // The last that was begun ends first.
  await using ends = new AsyncDisposableStack()
  const cluster = await startSimcluster({ world: WORLD, seed: options.seed })
  ends.defer(() => cluster.close())
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, cluster.kubeconfigText(), { mode: 0o600 })
  const settings = await settingsFor(kubeconfig)
  const connection = connectTo(settings, version)
  if ('problem' in connection) throw new Error(connection.problem)
  ends.defer(() => connection.close())
  const numbers = await startDemoMetrics(settings, version, target !== undefined)
  ends.defer(() => numbers.close())
  const view = createDemoView({ ...stage, settings, kubeconfig, nodes: WORLD.nodes.length, metrics: numbers.address })
  ends.defer(() => view.close())
  const parts = new AbortController()
  ends.defer(() => parts.abort())
  const stop = AbortSignal.any([signal, parts.signal])
  const webhook = await startDemoWebhook(folder, stop)
  view.hint(`The webhook’s metrics: ${webhook.health}/metrics`)
  await install(cluster.kubeconfigText(), webhook)
  // From now on: what the start takes is no demo.
  const end = options.for === undefined ? signal : AbortSignal.any([signal, timeout(options.for)])
  const cancel = tellStory(cluster, view, stop)
  const exporter = runDemoExporter({ connection, settings, target, numbers, ...view.listener }, stop)
  await Promise.race([untilAborted(end), untilFailed(webhook, stop), exporter]).finally(cancel)
  parts.abort()
  await Promise.all([exporter, webhook.ended])
}

/** @throws when the environment has a setting that is wrong */
async function settingsFor(kubeconfig: string): Promise<Settings> {
  const flags = {
    kubeconfig,
    namespace: NAMESPACE,
    crashWindow: CRASH_WINDOW,
    deadline: DEADLINE,
    clusterName: 'podstart-demo',
  }
  const loaded = await readSettings(flags, { podstart: {} })
  if (!loaded.ok) throw new Error(loaded.problems.join('; '))
  return loaded.settings
}

/** @returns how to end it */
function tellStory(cluster: Simcluster, view: DemoView, stop: AbortSignal): () => void {
  const act = createDoer(cluster.kubeconfigText(), (change) => cluster.change(change))
  return direct(cluster.clock, {
    scene: ({ says }) => view.scene(says),
    deed: (deed) => void act(deed).catch((error: unknown) => stop.aborted || view.note(messageOf(error))),
  })
}

async function untilFailed({ ended }: DemoWebhook, stop: AbortSignal): Promise<void> {
  await ended
  if (!stop.aborted) throw new Error('the webhook has ended')
}

const untilAborted = (signal: AbortSignal): Promise<unknown> =>
  signal.aborted ? Promise.resolve() : once(signal, 'abort')
