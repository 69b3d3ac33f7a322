import { text } from 'node:stream/consumers'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { startApiServer, type ApiServer, type Options } from '../../support/apiserver/apiserver.ts'
import { startPodstart, temporaryFolder, type Folder, type Run, type Running } from '../../support/cli.ts'
import { startCollector, type Collector } from '../../support/collector.ts'
import { takingTurns, type Rank } from './turns.ts'

export interface Page {
  readonly status: number | undefined
  readonly contentType: string | undefined
  readonly text: string
}

/** A line of the exporter's log. */
export interface LogLine {
  readonly level: string
  readonly msg: string
}

export interface Exporter extends Running {
  get(path: string): Promise<Page>
  /** The metrics of our own, by name and labels: `podstart_watch_up{watch="pods",watched_namespace="*"}`. */
  metrics(): Promise<Readonly<Record<string, number>>>
  /** Waits until the log tells of these pods’ startups. */
  tells(...pods: readonly string[]): Promise<void>
}

/** Everything one scenario is made of. */
export interface Stage {
  readonly folder: Folder
  readonly server: ApiServer
  readonly collector: Collector
  /** Waits until the exporter has a port, and until all is listed if `listed`. */
  start(flags?: readonly string[], options?: StartOptions): Promise<Exporter>
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Waits for these watches; by default pods and events. */
  readonly listed?: readonly string[]
  /** Of the collector, by default the stage's own. */
  readonly otlp?: string
  readonly rank?: Rank
}

const LONGEST_S = 90

/** Beside what a scenario is about: short windows, and all that is kept for its tests. */
const FLAGS = ['--listen', '127.0.0.1:0', '--log-level', 'debug', '--log-format', 'json', '--crash-window', '1ms']

async function startExporter(stage: Omit<Stage, 'start'>, flags: readonly string[], options: StartOptions) {
  const { server, collector, folder } = stage
  const { env = {}, listed = ['pods', 'events'], otlp = collector.url } = options
  const kubeconfig = folder.write('kubeconfig', server.kubeconfigText())
  const running = startPodstart(
    ['exporter', '--kubeconfig', kubeconfig, ...FLAGS, ...flags],
    { OTEL_EXPORTER_OTLP_ENDPOINT: otlp, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', HOME: folder.path('.'), ...env },
    { longest: LONGEST_S },
  )
  const line = await running.says('health and metrics on http://')
  const [address = ''] = /http:\/\/[\d.:]+/.exec(line) ?? []
  for (const watch of listed) await running.says(`"${watch}: listed, watching"`)
  const get = async (path: string): Promise<Page> => {
    const [response] = (await once(httpGet(address + path, { agent: false }), 'response')) as [IncomingMessage]
    return { status: response.statusCode, contentType: response.headers['content-type'], text: await text(response) }
  }
  return {
    ...running,
    get,
    metrics: async () => samplesIn((await get('/metrics')).text),
    async tells(...pods: readonly string[]) {
      for (const pod of pods) await running.says(`"shop/${pod}: `)
    },
  }
}

function samplesIn(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line.startsWith('podstart_'))
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
}

/** What has been counted, without times and what depends on them. */
export const countedIn = (metrics: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(metrics).filter(
      ([name, value]) =>
        value !== 0 &&
        !/_timestamp_seconds|_bucket\b|_sum\b|_blind_seconds|_stages?_|_image_|_offset_seconds|_lag_seconds/.test(name),
    ),
  )

export const logOf = ({ stderr }: Run): readonly LogLine[] =>
  stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => {
      const { level, msg } = JSON.parse(line) as LogLine
      return {
        level,
        msg: msg.replace(/http:\/\/127\.0\.0\.1:\d+$/, 'ADDRESS').replace(/again in [\d.]+ s/, 'again in N s'),
      }
    })

/** Milliseconds from when it was told to end, by its own clock: starting and ending take long where others are at work. */
export function drainOf({ stderr }: Run): number {
  const at = (what: string): number => {
    const line = stderr.split('\n').find((one) => one.includes(`"msg":"${what}`)) ?? '{}'
    return Date.parse((JSON.parse(line) as { readonly time?: string }).time ?? '')
  }
  return at('stopped') - at('stopping')
}

/** Sets a stage, and clears it when the scenario is over. */
export async function onStage<T>(options: Options, play: (stage: Stage) => Promise<T>): Promise<T> {
  const folder = temporaryFolder()
  const [server, collector] = await Promise.all([startApiServer(options), startCollector()])
  const all: Running[] = []
  const stage = { folder, server, collector }
  try {
    return await play({
      ...stage,
      async start(flags = [], more = {}) {
        const one = await takingTurns(more.rank ?? 'plain', () => startExporter(stage, flags, more))
        all.push(one)
        return one
      },
    })
  } finally {
    for (const one of all) one.terminate()
    await Promise.all(all.map(({ ended }) => ended))
    await Promise.all([server.close(), collector.close()])
    folder.remove()
  }
}
