import { expect } from 'chai'
import { describe, it } from 'mocha'
import { NO_CONFIGURATIONS, type Configurations } from '../../../src/certs/configurations.ts'
import type { Files } from '../../../src/certs/files.ts'
import { issue } from '../../../src/certs/issue.ts'
import { keep } from '../../../src/certs/keep.ts'
import type { Held, Failure } from '../../../src/certs/store.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 10, 1, 12)

interface Script {
  /** Ends after so many looks. */
  readonly looks: number
  /** What reading the files fails with, by look, from 0. */
  readonly fails?: (look: number) => string | undefined
  readonly configurations?: Configurations
  readonly chance?: number
  readonly settle?: number
}

/** Keeps a certificate of an hour, looking every minute. @returns what was said, and how long it slept between the looks */
async function kept({ looks, fails, configurations = NO_CONFIGURATIONS, chance = 0.5, settle = 10_000 }: Script) {
  const stop = new AbortController()
  const said: string[] = []
  const slept: number[] = []
  let now = START
  let files: Files = {}
  let version = 0
  const read = (): Held | Failure => {
    const why = fails?.(slept.length)
    return why === undefined ? { is: 'held', files, version: String(version) } : { is: 'failed', why }
  }
  await keep(
    {
      store: {
        name: 'the Secret',
        read: () => Promise.resolve(read()),
        write(wanted) {
          files = wanted
          version += 1
          return Promise.resolve({ is: 'written' })
        },
      },
      configurations,
      wanted: { names: ['web.svc'], settle },
      issue: (names) => issue({ names, lifetime: 60 * MINUTE, now }),
      voice: {
        debug: (text) => void said.push(`debug ${text}`),
        info: (text) => void said.push(`info ${text}`),
        error: (text) => void said.push(`error ${text}`),
      },
      around: {
        now: () => now,
        chance: () => chance,
        sleep(length) {
          slept.push(length)
          now += length
          if (slept.length === looks) stop.abort()
          return Promise.resolve()
        },
      },
    },
    MINUTE,
    stop.signal,
  )
  return { said, slept }
}

const VALID = 'info the certificate for web.svc is valid until 2026-11-01T13:00:00Z, renewed from 2026-11-01T12:38:20Z'

describe('keeping a certificate', () => {
  it('says what there is once, and looks about every minute', async () => {
    const { said, slept } = await kept({ looks: 3 })
    expect(said).to.deep.equal(['info issued a certificate, in service from now on: there is none', VALID])
    expect(slept).to.deep.equal([MINUTE, MINUTE, MINUTE])
  })
  for (const [chance, length] of [
    [0, 48_000],
    [1, 72_000],
  ] as const) {
    it(`looks by chance a little earlier or later: ${length} ms`, async () => {
      expect((await kept({ looks: 2, chance })).slept).to.deep.equal([length, length])
    })
  }
  it('looks when something is due, and says what it did', async () => {
    const { said, slept } = await kept({ looks: 43 })
    // Two thirds are over after 38 min 20 s, and 10 s later it has settled.
    expect(slept.slice(36)).to.deep.equal([MINUTE, MINUTE, 20_000, 10_000, MINUTE, MINUTE, MINUTE])
    expect(said.slice(2)).to.deep.equal([
      'info issued the next certificate: two thirds of its lifetime are over',
      'info the authority of the next certificate is trusted everywhere; it settles',
      'info the next certificate is in service now: its authority is trusted everywhere',
      'info the certificate for web.svc is valid until 2026-11-01T13:38:20Z, renewed from 2026-11-01T13:16:40Z',
    ])
  })
  it('tries again with more and more patience, up to the time between looks', async () => {
    const { slept } = await kept({ looks: 10, fails: () => 'no answer', chance: 1 })
    expect(slept).to.deep.equal([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000])
  })
  it('tells a trouble that lasts now and then, and starts over when it is well', async () => {
    const { said } = await kept({
      looks: 10,
      fails: (look) => (look < 8 || look === 9 ? `trouble ${look}` : undefined),
    })
    expect(said.filter((line) => line.includes('trouble'))).to.deep.equal([
      'error trouble 0; it is tried again',
      'error trouble 1; it is tried again',
      'debug trouble 2; it is tried again',
      'error trouble 3; it is tried again',
      'debug trouble 4; it is tried again',
      'debug trouble 5; it is tried again',
      'debug trouble 6; it is tried again',
      'error trouble 7; it is tried again',
      'error trouble 9; it is tried again',
    ])
  })
  it('has a certificate even where a webhook configuration is not there', async () => {
    const why = 'mutatingwebhookconfiguration podstart is not there'
    const configurations: Configurations = {
      ...NO_CONFIGURATIONS,
      read: () => Promise.resolve([{ is: 'unseen', name: 'podstart', why }]),
    }
    const { said, slept } = await kept({ looks: 1, configurations, chance: 1 })
    expect(said).to.deep.equal([
      'info issued a certificate, in service from now on: there is none',
      `error ${why}; it is tried again`,
      VALID,
    ])
    expect(slept).to.deep.equal([500])
  })
})
