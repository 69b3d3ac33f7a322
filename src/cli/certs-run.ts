import { setTimeout } from 'node:timers/promises'
import { createApi, type Api } from '../certs/api.ts'
import { createConfigurations } from '../certs/cluster-configurations.ts'
import { NO_CONFIGURATIONS } from '../certs/configurations.ts'
import { createFolderStore } from '../certs/folder-store.ts'
import { createHealth, type Health } from '../certs/health.ts'
import { issue } from '../certs/issue.ts'
import { keep, problemsOf } from '../certs/keep.ts'
import { bringToRest, type Parts } from '../certs/pass.ts'
import { report } from '../certs/report.ts'
import { createSecretStore } from '../certs/secret-store.ts'
import { loadKubeConfig } from '../kube/credentials.ts'
import { defined } from '../observe/json.ts'
import { messageOf } from '../observe/clip.ts'
import { createLog, type Log } from '../serve/log.ts'
import { listenProblem, serve, type Server } from '../serve/server.ts'
import { readRequest, type CertsOptions, type CertsRequest } from './certs-options.ts'
import type { Process } from './commands.ts'
import type { Environment } from './config.ts'
import { EXIT } from './exit-codes.ts'
import { sayTo } from './say.ts'
import type { Flags } from './settings/load-settings.ts'
import { readSettings } from './settings/read-settings.ts'
import type { Settings } from './settings/settings.ts'

/** `podstart certs`. @returns the process's exit code */
export async function runCerts(
  options: CertsOptions & Flags,
  environment: Environment,
  { output: { terminal }, version, stop }: Process,
): Promise<number> {
  const loaded = await readSettings(settingsIn(options), environment)
  const read = readRequest(options)
  const refuse = (problems: readonly string[], code: number = EXIT.badInput): number => {
    problems.forEach(sayTo(terminal.err))
    return code
  }
  if (!loaded.ok || !read.ok) return refuse([...(loaded.ok ? [] : loaded.problems), ...(read.ok ? [] : read.problems)])
  const isTerminal = terminal.err.isTTY === true
  const { logLevel: level, logFormat: format } = loaded.settings
  const log = createLog({ level, format, colored: isTerminal && !environment.noColor }, isTerminal)
  const { request } = read
  let parts: Parts
  try {
    parts = partsFor(request, loaded.settings, version, log, stop)
  } catch (error) {
    return refuse([messageOf(error)])
  }
  if (!request.keep) return once(parts, terminal.out, log, stop)
  const health = createHealth(request.every, { now: parts.around.now, elapsed: () => performance.now() })
  const server = await listen(request.health, health)
  if ('problem' in server) return refuse([server.problem], EXIT.failed)
  log.info(`podstart ${version} keeps a certificate for ${request.names.join(', ')} in ${parts.store.name}`)
  if (server.address !== undefined) log.info(`health on http://${server.address}`)
  await keep(parts, request.every, stop, health.looked)
  await server.close()
  log.info('stopped')
  return EXIT.ok
}

const NO_SERVER = { address: undefined, close: () => Promise.resolve() }

async function listen(
  address: CertsRequest['health'],
  health: Health,
): Promise<Server | typeof NO_SERVER | { readonly problem: string }> {
  if (address === undefined) return NO_SERVER
  try {
    return await serve(address, { title: 'podstart certs', ...health })
  } catch (error) {
    return { problem: listenProblem(address, error, '--health') }
  }
}

/** `--namespace` means another thing to the commands that watch. */
const settingsIn = ({ config, kubeconfig, kubeContext, logLevel, logFormat }: Flags): Flags =>
  defined({ config, kubeconfig, kubeContext, logLevel, logFormat })

/** @throws Error with a sentence that can be shown when there is no cluster to ask */
function partsFor(request: CertsRequest, settings: Settings, version: string, log: Log, stop: AbortSignal): Parts {
  const { place, configurations, lifetime, names, settle } = request
  const { kubeconfig, kubeContext: context } = settings
  const around = {
    now: () => Date.now(),
    sleep: (length: number) => setTimeout(length, undefined, { signal: stop }).catch(() => undefined),
    chance: () => Math.random(),
  }
  const clusterApi = (): Api =>
    createApi(() => loadKubeConfig(defined({ kubeconfig, context })), `podstart/${version}`, stop)
  return {
    store: place.is === 'folder' ? createFolderStore(place.path) : createSecretStore(clusterApi(), place),
    configurations:
      configurations.length === 0 ? NO_CONFIGURATIONS : createConfigurations(clusterApi(), configurations),
    wanted: { names, settle },
    issue: (wanted) => issue({ names: wanted, lifetime, now: around.now() }),
    voice: log,
    around,
  }
}

/** Does what is due, and says what there is then. A renewal on its way is waited for. */
async function once(parts: Parts, out: NodeJS.WritableStream, log: Log, stop: AbortSignal): Promise<number> {
  for (;;) {
    const outcome = await bringToRest(parts, stop)
    if (stop.aborted) {
      log.warn('interrupted; the next run goes on from here')
      return EXIT.interrupted
    }
    if (outcome.is === 'rest' && outcome.why === 'settling') {
      const length = outcome.until - parts.around.now()
      log.info(`the next certificate is in service in ${Math.ceil(length / 1_000)} s`)
      await parts.around.sleep(length)
      continue
    }
    const problems = problemsOf(outcome)
    for (const problem of problems) log.error(problem)
    if (outcome.is === 'rest') out.write(`${report(outcome, parts.store.name).join('\n')}\n`)
    return problems.length === 0 ? EXIT.ok : EXIT.failed
  }
}
