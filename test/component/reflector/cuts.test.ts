import { Agent } from 'node:https'
import { createSecureContext } from 'node:tls'
import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import type { Credentials } from '../../../src/kube/credentials.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { stream } from '../../unit/support/apiserver/client.ts'
import { startApiServer, type ApiServer, type Options } from '../../support/apiserver/apiserver.ts'
import { cut } from '../../support/apiserver/fault-kit.ts'
import type { RequestRecord } from '../../support/apiserver/journal.ts'
import { temporaryFolder } from '../../support/cli.ts'
import { credentialsFor, expectReplayable, lineOf, pod, startReflecting, type Reflecting } from './reflecting.ts'

/** What a watch brings without an interruption: what was there, then two changes. */
const LISTED = ['ADDED a-1 @1001', 'ADDED b-1 @1002', 'BOOKMARK @1002 end']
const CHANGES = ['MODIFIED a-1 @1003', 'DELETED b-1 @1004']
const WRITES = 4

const begin = ({ pods }: ApiServer, namespace: string): void =>
  void ['a', 'b'].forEach((name) => pods.put(pod(name, { namespace })))
function change({ pods }: ApiServer, namespace: string): void {
  pods.put(pod('a', { namespace }))
  pods.remove(namespace, 'b')
}

interface Body {
  readonly title: string
  readonly server: Options
  readonly verb: 'list' | 'watch'
  readonly query: string
  /** Of the body without a cut. */
  readonly lines: number
  /** It is cut behind each byte, or each so many-th. */
  readonly step: number
  /** What is to come where the body is cut behind so many whole lines. */
  readonly expected: (whole: number) => readonly string[]
}

const BODIES: readonly Body[] = [
  {
    title: 'a watch that begins with a list, behind each of its bytes',
    step: 1,
    server: {},
    verb: 'watch',
    query: 'watch=1&sendInitialEvents=1&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=1',
    lines: LISTED.length + CHANGES.length,
    expected(whole) {
      const seen = whole - LISTED.length
      const [before, after] = [CHANGES.slice(0, Math.max(0, seen)), CHANGES.slice(seen)]
      if (seen >= 0) return [...LISTED, ...before, `BOOKMARK @${1002 + seen} blind`, ...after]
      const again = whole === 0 ? [] : ['ERROR 410']
      return [...LISTED.slice(0, whole), ...again, ...LISTED.slice(0, 2), 'BOOKMARK @1002 end blind', ...CHANGES]
    },
  },
  {
    title: 'a list, behind each tenth of its bytes',
    // It is one piece of JSON: one place is like the other.
    step: 10,
    server: { watchList: 400 },
    verb: 'list',
    query: 'limit=500',
    lines: 1,
    // What is there before the list is whole is not looked at.
    expected: () => [...LISTED.slice(0, 2), 'BOOKMARK @1002 end blind', 'BOOKMARK @1002 blind', ...CHANGES],
  },
]

const KINDS = ['reset', 'end'] as const
type By = (typeof KINDS)[number]

interface Cut {
  readonly wave: number
  readonly bytes: number
  readonly met: number
  readonly items: readonly WatchItem[]
}

/** So many reflectors work at once; a listening socket has no room for many more. */
const WAVE = 250
/** For a machine that is busy. */
const LIMIT_MS = 60_000

/** Every position once. Each wave has a namespace of its own, and the connections that the one before it has left. */
async function cutBehindEach(body: Body, positions: readonly number[], by: By): Promise<readonly Cut[]> {
  const server = await startApiServer(body.server)
  const folder = temporaryFolder()
  const agent = new Agent({ keepAlive: true })
  const credentials = credentialsFor(server, folder)
  // One pool with room for all, and one TLS context: making one for each takes longer than all the rest.
  const shared = { agent, secureContext: createSecureContext({ ca: server.ca }) }
  const options = async () => ({ headers: (await credentials.options()).headers, ...shared })
  const pooled = { ...credentials, options, close: () => undefined }
  const cuts: Cut[] = []
  try {
    for (let i = 0; i * WAVE < positions.length; i += 1) {
      const some = positions.slice(i * WAVE, (i + 1) * WAVE)
      const found = await wave(server, pooled, `n${i}`, some, { ...body, by })
      cuts.push(...found.map((one) => ({ ...one, wave: i })))
    }
    return cuts
  } finally {
    agent.destroy()
    await server.close()
    folder.remove()
  }
}

/** Reflectors that look at the same, each cut behind another byte of its first answer. */
async function wave(
  server: ApiServer,
  credentials: Credentials,
  namespace: string,
  positions: readonly number[],
  { verb, by }: Body & { readonly by: By },
): Promise<readonly Omit<Cut, 'wave'>[]> {
  begin(server, namespace)
  const all = positions.map((bytes) => {
    const userAgent = `cut behind ${bytes}`
    const where = ({ headers }: RequestRecord): boolean => headers['user-agent'] === userAgent
    const { met } = server.fail({ verb, where }, cut(bytes, by))
    return {
      bytes,
      met,
      one: startReflecting(credentials, { userAgent, feed: { watch: 'pods', namespace }, limit: LIMIT_MS }),
    }
  })
  const everyone = (do_: (one: Reflecting) => Promise<unknown>) => Promise.all(all.map(({ one }) => do_(one)))
  const shows = (line: RegExp) => everyone((one) => one.until(() => one.items.some((item) => line.test(lineOf(item)))))
  try {
    // What is cut in its list lists again before anything changes.
    await shows(/ end/)
    change(server, namespace)
    await shows(/^DELETED/)
    const left = everyone((one) => one.leave())
    await Promise.all(server.openWatches.map((watch) => watch.end()))
    await left
  } finally {
    await everyone((one) => one.stop())
  }
  return all.map(({ bytes, met, one }) => ({ bytes, met: met.length, items: one.items }))
}

async function wholeBody({ server: options, query, lines }: Body): Promise<string> {
  const server = await startApiServer(options)
  begin(server, 'n0')
  const body = await stream(server, `/api/v1/namespaces/n0/pods?${query}`)
  if (lines > 1) change(server, 'n0')
  const all = await body.lines(lines)
  await server.close()
  return all.map((line) => `${line}\n`).join('')
}

/** As if it were of the first wave. What counts as late after an interruption has its own tests. */
const comparable =
  (wave: number) =>
  (item: WatchItem): string =>
    lineOf({ ...item, listed: false }).replace(/@(\d+)/, (_, version) => `@${Number(version) - wave * WRITES}`)

interface Done {
  readonly text: string
  readonly positions: readonly number[]
  readonly cuts: readonly Cut[]
}

async function cutAll(body: Body, by: By): Promise<Done> {
  const text = await wholeBody(body)
  const positions = [...text].map((_, bytes) => bytes).filter((bytes) => bytes % body.step === 0)
  return { text, positions, cuts: await cutBehindEach(body, positions, by) }
}

describe('an answer that is cut', () => {
  const all = new Map<string, Promise<Done>>()
  const key = (body: Body, by: By): string => `${body.title} by ${by}`
  // Each waits between its attempts: all are under way at once.
  before(() => {
    for (const body of BODIES) for (const by of KINDS) all.set(key(body, by), cutAll(body, by))
  })
  for (const body of BODIES) {
    for (const by of KINDS) {
      describe(`${body.title}, by ${by}`, () => {
        let done: Done
        before(async function () {
          this.timeout(2 * LIMIT_MS)
          done = (await all.get(key(body, by))) ?? { text: '', positions: [], cuts: [] }
        })
        it('brings everything, nothing twice but what a new list repeats, and says so', () => {
          expect(done.cuts.map(({ wave, items }) => items.map(comparable(wave)))).to.deep.equal(
            done.cuts.map(({ bytes }) => body.expected(done.text.slice(0, bytes).split('\n').length - 1)),
          )
        })
        it('has met every cut, once', () => {
          expect(done.cuts.map(({ bytes, met }) => [bytes, met])).to.deep.equal(
            done.positions.map((bytes) => [bytes, 1]),
          )
        })
        it('is replayable', () => {
          for (const { items } of done.cuts) expectReplayable(items)
        })
      })
    }
  }
})
