import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { MISSING } from './promtool.ts'
import { temporaryFolder } from './cli.ts'

type Labels = Readonly<Record<string, string>>

/** A series and its points: seconds since 1970, and the value as text. */
export interface Line {
  readonly metric: Labels
  readonly values: readonly (readonly [at: number, value: string])[]
}

export interface Exemplars {
  readonly seriesLabels: Labels
  readonly exemplars: readonly { readonly labels: Labels; readonly value: string; readonly timestamp: number }[]
}

export interface Prometheus {
  /** From its start until now. */
  range(expr: string, stepSeconds: number): Promise<readonly Line[]>
  now(expr: string): Promise<readonly object[]>
  exemplars(expr: string): Promise<readonly Exemplars[]>
  /** What it could not scrape, and rules that it could not evaluate. */
  problems(): Promise<readonly string[]>
  end(): Promise<void>
}

/** @param files beside its configuration, which is prometheus.yml. @throws without prometheus, or if it does not start */
export async function startPrometheus(files: Readonly<Record<string, string>>): Promise<Prometheus> {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) folder.write(name, text)
  const began = Date.now() / 1_000
  const child = spawn(
    'prometheus',
    [
      `--config.file=${folder.path('prometheus.yml')}`,
      `--storage.tsdb.path=${folder.path('data')}`,
      '--web.listen-address=127.0.0.1:0',
      '--enable-feature=exemplar-storage',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = Promise.withResolvers<undefined>()
  const kill = (): boolean => child.kill('SIGKILL')
  process.once('exit', kill)
  // Where there is no such program it is not closed either.
  for (const event of ['close', 'error'])
    child.once(event, () => {
      process.off('exit', kill)
      ended.resolve(undefined)
    })
  const log: string[] = []
  const address = Promise.withResolvers<string>()
  const ready = Promise.withResolvers<undefined>()
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(line)
    const [, at] = /msg="Listening on" address=(\S+)/.exec(line) ?? []
    if (at !== undefined) address.resolve(at)
    if (line.includes('Server is ready')) ready.resolve(undefined)
  })
  const early = ended.promise.then(() => {
    folder.remove()
    throw new Error(child.pid === undefined ? MISSING : `prometheus has ended:\n${log.join('\n')}`)
  })
  const [at] = await Promise.race([Promise.all([address.promise, ready.promise]), early])
  early.catch(() => undefined)
  const get = async <T>(path: string, query: Labels = {}): Promise<T> => {
    const response = await fetch(`http://${at}/api/v1/${path}?${new URLSearchParams(query).toString()}`)
    const { status, error, data } = (await response.json()) as { status: string; error?: string; data: T }
    if (status !== 'success') throw new Error(`${error}: ${query['query'] ?? path}`)
    return data
  }
  const times = (): Labels => ({ start: String(began), end: String(Date.now() / 1_000) })
  return {
    async range(query, step) {
      const { result } = await get<{ result: readonly Line[] }>('query_range', {
        query,
        step: String(step),
        ...times(),
      })
      return result
    },
    now: async (query) => (await get<{ result: readonly object[] }>('query', { query })).result,
    exemplars: (query) => get('query_exemplars', { query, ...times() }),
    problems: async () => [...(await lostTargets(get)), ...(await brokenRules(get))],
    async end() {
      child.kill('SIGTERM')
      await early.catch(() => undefined)
    },
  }
}

type Get = <T>(path: string) => Promise<T>

async function lostTargets(get: Get): Promise<readonly string[]> {
  type Target = Readonly<Record<'scrapeUrl' | 'health' | 'lastError', string>>
  const { activeTargets } = await get<{ activeTargets: readonly Target[] }>('targets')
  return activeTargets.flatMap(({ scrapeUrl, health, lastError }) =>
    health === 'up' ? [] : [`${scrapeUrl} is ${health}: ${lastError}`],
  )
}

async function brokenRules(get: Get): Promise<readonly string[]> {
  type Rule = Readonly<Record<'name' | 'health', string>> & { readonly lastError?: string }
  const { groups } = await get<{ groups: readonly { readonly rules: readonly Rule[] }[] }>('rules')
  return groups
    .flatMap(({ rules }) => rules)
    .flatMap(({ name, health, lastError = '' }) => (health === 'ok' ? [] : [`${name} is ${health}: ${lastError}`]))
}
