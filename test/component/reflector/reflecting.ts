import { EventEmitter, once } from 'node:events'
import { expect } from 'chai'
import { before, it } from 'mocha'
import { createConnection } from '../../../src/kube/connection.ts'
import { loadCredentials, type Credentials } from '../../../src/kube/credentials.ts'
import type { Feed } from '../../../src/kube/feed.ts'
import { reflect, type Listener, type News, type ReflectorSettings } from '../../../src/kube/reflector.ts'
import { createWallClock } from '../../../src/kube/wall-clock.ts'
import { blindSince, endsList } from '../../../src/observe/bookmark.ts'
import { text, whole } from '../../../src/observe/json.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { markListed, parseLine, toLine } from '../../../src/replay/recording.ts'
import { startApiServer, type ApiServer, type Options } from '../../support/apiserver/apiserver.ts'
import type { Credential } from '../../../src/simcluster/api/kubeconfig.ts'
import { temporaryFolder, type Folder } from '../../support/cli.ts'

export const PODS: Feed = { watch: 'pods', namespace: '' }
export const EVENTS: Feed = { watch: 'events', namespace: '' }

/** A pod of few bytes. Its uid is its name and a number, so that one sees which of that name it is. */
export const pod = (name: string, more: object = {}, uid = `${name}-1`) => ({
  metadata: { name, namespace: 'n', uid, ...more },
})

export interface ReflectingOptions extends Partial<ReflectorSettings> {
  readonly feed?: Feed
  /** How the server knows whose requests they are, where there are many. */
  readonly userAgent?: string
  /** By default a kubeconfig with the server's own token. */
  readonly credentials?: Credentials
  /** Throws in the reflector's face. */
  readonly disturb?: Partial<Listener>
  /** How many milliseconds `until` waits at most. */
  readonly limit?: number
}

/** A reflector at work. */
export interface Reflecting {
  readonly items: readonly WatchItem[]
  readonly news: readonly News[]
  /** Waits until what is asked has an answer; it is asked again whenever something comes. */
  until<T>(ask: () => T | undefined | false): Promise<T>
  /** Waits for as many lines and compares them: see {@link lineOf}. */
  shows(...lines: readonly string[]): Promise<void>
  /** Ends it, and waits until it has ended. */
  stop(): Promise<void>
  /** Ends it with its present watch, which leaves the connection as it is. */
  leave(): Promise<void>
  readonly ended: Promise<void>
  hasThrown(): boolean
}

const LIMIT_MS = 15_000

const clock = createWallClock()

export const credentialsFor = (server: ApiServer, folder: Folder, credential?: Credential): Credentials =>
  loadCredentials({ kubeconfig: folder.write('kubeconfig', server.kubeconfigText(credential)) })

export function startReflecting(
  credentials: Credentials,
  options: Omit<ReflectingOptions, 'credentials'> = {},
): Reflecting {
  const { feed = PODS, userAgent = 'test', disturb = {}, limit = LIMIT_MS, ...settings } = options
  const connection = createConnection(credentials, userAgent)
  const items: WatchItem[] = []
  const news: News[] = []
  const changes = new EventEmitter().setMaxListeners(0)
  const listener: Listener = {
    item(item) {
      items.push(item)
      changes.emit('change')
      disturb.item?.(item)
    },
    news(one) {
      news.push(one)
      changes.emit('change')
      disturb.news?.(one)
      if (leaves && one.is === 'over') abort.abort()
    },
  }
  const abort = new AbortController()
  let leaves = false
  const all = { now: clock, silence: 60_000, pageSize: 500, random: () => 0, ...settings }
  const ended = reflect(feed, connection, all, listener, abort.signal).finally(() => connection.close())
  let hasThrown = false
  // Who waits for it hears of it; nobody else need.
  ended.catch(() => (hasThrown = true))
  const until: Reflecting['until'] = async (ask) => {
    const late = AbortSignal.timeout(limit)
    for (;;) {
      const answer = ask()
      if (answer !== undefined && answer !== false) return answer
      try {
        await once(changes, 'change', { signal: late })
      } catch {
        throw new Error(`not so within ${limit} ms: ${ask}\n${[...items.map(lineOf), ...overs(news)].join('\n')}`)
      }
    }
  }
  return {
    items,
    news,
    until,
    async shows(...lines) {
      await until(() => items.length >= lines.length)
      expect(items.map(lineOf)).to.deep.equal(lines)
    },
    async stop() {
      abort.abort()
      await ended
    },
    async leave() {
      leaves = true
      await ended
    },
    ended,
    hasThrown: () => hasThrown,
  }
}

/** `ADDED a-1 @1001 listed`; a bookmark's `end` is that of a list, `blind` tells of an interruption. */
export function lineOf(item: WatchItem): string {
  const { type, object, listed } = item
  const version = text(object, 'metadata', 'resourceVersion')
  const words = [
    type,
    text(object, 'metadata', 'uid') ?? text(object, 'metadata', 'name') ?? whole(object, 'code'),
    version === undefined ? undefined : `@${version}`,
    endsList(item) ? 'end' : undefined,
    blindSince(item) === undefined ? undefined : 'blind',
    listed ? 'listed' : undefined,
  ]
  return words.filter((word) => word !== undefined).join(' ')
}

/** How attempts ended and what followed: `failed HTTP 500: …; 250 ms; goes on`. */
export const overs = (news: readonly News[]): readonly string[] =>
  news.flatMap((one) => {
    if (one.is !== 'over') return []
    const { ending, step } = one
    const then = step.keepsPosition ? 'goes on' : 'lists anew'
    const why = ending.is === 'ended' ? '' : ` ${ending.why}`
    return `${ending.is}${why}; ${step.delay} ms; ${then}${step.renewsCredentials ? ', renews' : ''}`
  })

/** What is recorded of the items is read as it was, and marked as it was live. */
export function expectReplayable(items: readonly WatchItem[]): void {
  const read = items.map((item) => {
    const parsed = parseLine(toLine(item))
    return parsed.ok ? parsed.item : { ...item, type: `unreadable: expected ${parsed.expected}` }
  })
  expect(markListed(read).map(lineOf)).to.deep.equal(items.map(lineOf))
}

export interface Stage {
  readonly server: ApiServer
  readonly folder: Folder
  start(options?: ReflectingOptions): Reflecting
}

/**
 * A test with a server of its own. At its end nothing is left, and what has come is replayable. Those of a `describe` are
 * under way at once: most of their time they wait.
 */
export function reflects(title: string, play: (stage: Stage) => Promise<void>, options: Options = {}): void {
  let running: Promise<void>
  before(() => {
    running = onStage(play, options)
    // Told to the test.
    running.catch(() => undefined)
  })
  it(title, () => running)
}

async function onStage(play: (stage: Stage) => Promise<void>, options: Options): Promise<void> {
  const server = await startApiServer(options)
  const folder = temporaryFolder()
  const all: Reflecting[] = []
  const start = ({ credentials = credentialsFor(server, folder), ...settings }: ReflectingOptions = {}): Reflecting => {
    const one = startReflecting(credentials, settings)
    all.push(one)
    return one
  }
  try {
    await play({ server, folder, start })
    // One that has thrown has been looked at by its test.
    await Promise.allSettled(all.map((one) => one.stop()))
    await server.until(() => server.connections.open === 0)
    for (const { items, hasThrown } of all) if (!hasThrown()) expectReplayable(items)
  } finally {
    await Promise.allSettled(all.map((one) => one.stop()))
    await server.close()
    folder.remove()
  }
}
