import { once } from 'node:events'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { createIssuer, type Issuer, type Pair } from '../../support/certificates.ts'
import { startPodstart, temporaryFolder, type Folder, type Running } from '../../support/cli.ts'

export interface Page {
  readonly status: number | undefined
  readonly text: string
}

/** By name and labels without what all names begin with: `reviews_total{decision="stamped",reason="stamped"}`. */
export type Samples = Readonly<Record<string, number>>

/** `podstart webhook` as a process. */
export interface Webhook extends Running {
  readonly port: number
  /** What its certificate is signed by. */
  readonly ca: string
  readonly folder: Folder
  get(path: string): Promise<Page>
  metrics(): Promise<Samples>
  /**
   * Asks until the answer is something: for what comes by time alone, or is told nowhere else.
   *
   * @throws after 15 s
   */
  until<T>(ask: () => Promise<T | undefined | false>): Promise<T>
  /** What an act changes in the metrics, once all that it began is answered or given up. */
  counted(act: () => Promise<unknown>): Promise<Samples>
  /** Its log, without times. */
  said(): readonly Line[]
  /** Ends it without its consent, and takes its files away. */
  remove(): Promise<void>
}

export interface Line {
  readonly level: string
  readonly msg: string
}

export interface Options {
  readonly flags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** By default one is issued. */
  readonly pair?: Pair
  readonly issuer?: Issuer
  /** Writes files before it starts; what is returned are further flags. */
  readonly prepare?: (folder: Folder) => readonly string[]
}

const LONGEST_S = 120
/** Below mocha's own: who waits in vain is named, and waits no longer. */
const LIMIT_MS = 15_000
const ADDRESSES = ['--webhook-listen', '127.0.0.1:0', '--webhook-health', '127.0.0.1:0', '--drain', '0s']

/** One for all of this process. */
let issuer: Promise<Issuer> | undefined
export const sharedIssuer = (): Promise<Issuer> => (issuer ??= createIssuer('webhook authority'))

export const writePair = (folder: Folder, { cert, key }: Pair): readonly string[] => [
  ...['--tls-cert', folder.write('tls.crt', cert)],
  ...['--tls-key', folder.write('tls.key', key)],
]

/** Starts it, and waits until it listens. */
export async function startWebhook(options: Options = {}): Promise<Webhook> {
  const { flags = [], env = {}, issuer = await sharedIssuer() } = options
  const folder = temporaryFolder()
  const prepared = options.prepare?.(folder) ?? writePair(folder, options.pair ?? (await issuer.issue()))
  const running = startPodstart(['webhook', ...ADDRESSES, ...prepared, ...flags], env, { longest: LONGEST_S })
  const address = async (what: string): Promise<string> => {
    const line = await running.says(what)
    return /https?:\/\/[\d.:]+/.exec(line)?.[0] ?? ''
  }
  const [stamping, health] = [await address('stamping on'), await address('health and metrics on')]
  const get = async (path: string): Promise<Page> => {
    const [response] = (await once(httpGet(health + path, { agent: false }), 'response')) as [IncomingMessage]
    return { status: response.statusCode, text: await text(response) }
  }
  const metrics = async (): Promise<Samples> => samplesIn((await get('/metrics')).text)
  return {
    ...running,
    ...{ port: Number(new URL(stamping).port), ca: issuer.ca, folder, get, metrics, until },
    async counted(act) {
      const before = await metrics()
      await act()
      return difference(before, await until(() => quiet(metrics)))
    },
    said: () => running.log.map(readLine),
    async remove() {
      running.kill()
      await running.ended
      folder.remove()
    },
  }
}

async function until<T>(ask: () => Promise<T | undefined | false>): Promise<T> {
  const end = performance.now() + LIMIT_MS
  for (;;) {
    const found = await ask()
    if (found !== undefined && found !== false) return found
    if (performance.now() > end) throw new Error(`not within ${String(LIMIT_MS)} ms: ${String(ask)}`)
    await sleep(20)
  }
}

async function quiet(metrics: () => Promise<Samples>): Promise<Samples | undefined> {
  const now = await metrics()
  return now['reviews_waiting'] === 0 ? now : undefined
}

const OURS = 'podstart_webhook_'

function samplesIn(text: string): Samples {
  const lines = text.split('\n').filter((line) => line.startsWith(OURS))
  return Object.fromEntries(
    lines.map((line) => {
      const blank = line.lastIndexOf(' ')
      return [line.slice(OURS.length, blank), Number(line.slice(blank + 1))]
    }),
  )
}

/** What is no count is left out: how long something took, and until when something lasts. */
const difference = (before: Samples, after: Samples): Samples =>
  Object.fromEntries(
    Object.entries(after)
      .map(([name, value]) => [name, value - (before[name] ?? 0)] as const)
      .filter(([name, value]) => value !== 0 && !/_seconds_(bucket|sum)|_timestamp_seconds/.test(name)),
  )

/** @throws when a line is no JSON */
function readLine(line: string): Line {
  const { level, msg } = JSON.parse(line) as Line
  return { level, msg }
}
