import { expect } from 'chai'
import { describe } from 'mocha'
import { ANSWERS, hang, silence } from '../../support/apiserver/fault-kit.ts'
import { credentialsFor, pod, reflects, type Reflecting, type Stage } from './reflecting.ts'

const isSeeing = (live: Reflecting) => live.until(() => live.news.some(({ is }) => is === 'seeing'))
const asked = ({ server }: Stage, verb: 'list' | 'watch') =>
  server.until(() => server.requests.some((request) => request.verb === verb))

/** A plugin that never comes to an answer. */
const HANGING = { exec: { command: 'sleep', args: ['4'] } }

describe('a reflector that is told to end', () => {
  const WHILE: readonly (readonly [title: string, prepare: (stage: Stage) => Promise<Reflecting>])[] = [
    [
      'while a watch is open',
      async ({ start }) => {
        const live = start()
        await isSeeing(live)
        return live
      },
    ],
    [
      'while there is no answer yet',
      async (stage) => {
        stage.server.fail({}, hang())
        const live = stage.start()
        await asked(stage, 'watch')
        return live
      },
    ],
    [
      'while it lists',
      async (stage) => {
        stage.server.settings.watchList = 400
        stage.server.fail({ verb: 'list' }, silence())
        const live = stage.start()
        await stage.server.until(() => stage.server.requests.some(({ status }) => status === 200))
        return live
      },
    ],
    [
      'while it waits for a minute after a refusal',
      async ({ server, start }) => {
        server.fail({}, ANSWERS.forbidden('watch', 'pods'))
        const live = start()
        await live.until(() => live.news.some(({ is }) => is === 'over'))
        return live
      },
    ],
    [
      'while a plugin for credentials does not answer',
      async ({ server, folder, start }) => {
        const live = start({ credentials: credentialsFor(server, folder, HANGING) })
        await live.until(() => live.news.some(({ is }) => is === 'asked'))
        return live
      },
    ],
    ['before it has asked for anything', ({ start }) => Promise.resolve(start())],
  ]
  for (const [title, prepare] of WHILE) {
    reflects(`${title}: ends at once, and says no more`, async (stage) => {
      const live = await prepare(stage)
      const began = performance.now()
      const before = live.items.length
      await live.stop()
      expect(performance.now() - began).to.be.below(3_000)
      await stage.server.until(() => stage.server.connections.open === 0)
      expect(live.items.length).to.equal(before)
    })
  }
})

describe('a reflector whose listener throws', () => {
  const BUG = new Error('a bug')
  const once = (when: (count: number) => boolean) => {
    let count = 0
    return () => {
      count += 1
      if (when(count)) throw BUG
    }
  }
  const WHERE: readonly (readonly [title: string, watchList: 'offered' | 400, disturb: object])[] = [
    ['at an item of a list', 400, { item: once((count) => count === 1) }],
    ['at an item of a list in a watch', 'offered', { item: once((count) => count === 1) }],
    ['at the end of a list', 'offered', { item: once((count) => count === 2) }],
    ['at an item of a watch', 'offered', { item: once((count) => count === 3) }],
    ['at news of the first request', 'offered', { news: once((count) => count === 1) }],
    ['at news of bytes', 'offered', { news: once((count) => count === 2) }],
  ]
  for (const [title, watchList, disturb] of WHERE) {
    reflects(
      `${title}: rejects with that, and leaves nothing open`,
      async ({ server, start }) => {
        server.pods.put(pod('a'))
        const live = start({ disturb })
        const ended = live.ended.then(
          () => 'ended',
          (error: unknown) => error,
        )
        await live.until(() => live.items.length > 0 || live.news.length > 0)
        await Promise.race([ended, isSeeing(live)])
        server.pods.put(pod('b'))
        expect(await ended).to.equal(BUG)
        await server.until(() => server.connections.open === 0)
      },
      { watchList },
    )
  }
  reflects('at news of an end: rejects with that', async ({ server, start }) => {
    server.fail({}, ANSWERS.unavailable())
    const live = start({ disturb: { news: (one) => expect(one.is).not.to.equal('over') } })
    const error: unknown = await live.ended.catch((reason: unknown) => reason)
    expect(String(error)).to.equal("AssertionError: expected 'over' to not equal 'over'")
  })
})
