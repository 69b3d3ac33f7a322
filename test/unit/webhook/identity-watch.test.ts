import { EventEmitter } from 'node:events'
import { mkdirSync, renameSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { mock } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import { afterEach, before, beforeEach, describe, it } from 'mocha'
import type { Identity, Unusable } from '../../../src/webhook/identity.ts'
import { watchIdentity } from '../../../src/webhook/identity-watch.ts'
import { temporaryFolder, type Folder } from '../../support/cli.ts'
import { createIssuer, type Issuer, type Pair } from '../../support/certificates.ts'
import { resumeTime, stopTime } from '../../support/queue.ts'

describe('a watch of certificate files', () => {
  let authority: Issuer
  let one: Pair
  let other: Pair
  let folder: Folder
  let end: AbortController
  let told: (Identity | Unusable)[]
  const news = new EventEmitter()

  before(async () => {
    authority = await createIssuer('authority')
    ;[one, other] = await Promise.all([authority.issue(), authority.issue()])
  })
  beforeEach(() => {
    folder = temporaryFolder()
    end = new AbortController()
    told = []
    stopTime()
  })
  afterEach(() => {
    endNow()
    resumeTime()
    folder.remove()
  })

  /** Node 24's mocked timers do not get over an abort of one that waits: none does at this moment. */
  function endNow(): void {
    mock.timers.tick(1_000)
    end.abort()
  }

  const paths = () => ({ cert: folder.path('tls.crt'), key: folder.path('tls.key') })
  function write({ cert, key }: Pair): void {
    folder.write('tls.crt', cert)
    folder.write('tls.key', key)
  }
  const watch = (clientCa?: string): Promise<void> =>
    watchIdentity(
      { ...paths(), ...(clientCa !== undefined && { clientCa }) },
      (identity) => {
        told.push(identity)
        news.emit('told')
      },
      end.signal,
    )
  /** Seconds go by until something is told: the next look is asked for when the one before has ended. */
  async function newsInSeconds(): Promise<void> {
    let isTold = false
    news.once('told', () => (isTold = true))
    while (!isTold) {
      mock.timers.tick(1_000)
      await turn()
    }
  }
  const inShort = (): readonly string[] => told.map((one) => (one.is === 'usable' ? one.cert : one.why))

  it('tells what is there before it returns', async () => {
    write(one)
    await watch()
    expect(inShort()).to.deep.equal([one.cert])
  })
  it('tells of what is not there, and of each change, in the order of time', async () => {
    await watch()
    folder.write('tls.crt', one.cert)
    await newsInSeconds()
    folder.write('tls.key', one.key)
    await newsInSeconds()
    write(other)
    await newsInSeconds()
    const { cert, key } = paths()
    expect(inShort()).to.deep.equal([`${cert}: no such file`, `${key}: no such file`, one.cert, other.cert])
  })
  it('tells nothing where nothing has changed', async () => {
    write(one)
    await watch()
    for (let seconds = 0; seconds < 5; seconds += 1) {
      mock.timers.tick(1_000)
      await turn()
    }
    // One file, at once: it may be reading at this moment, and would see the half of two.
    renameSync(folder.write('next.crt', 'soon'), paths().cert)
    await newsInSeconds()
    expect(inShort()).to.have.lengthOf(2)
    expect(inShort()[1]).to.include('expected a certificate in PEM')
  })
  it('looks at the authorities, too', async () => {
    write(one)
    const clientCa = folder.write('ca.crt', authority.ca)
    await watch(clientCa)
    folder.write('ca.crt', 'soon')
    await newsInSeconds()
    expect(told[0]).to.include({ is: 'usable', ca: authority.ca })
    expect(inShort()[1]).to.equal(`${clientCa}: expected certificates in PEM: there is none`)
  })
  it('tells of a file that cannot be read, why', async () => {
    mkdirSync(folder.path('tls.crt'))
    await watch()
    expect(inShort()).to.deep.equal([`${paths().cert}: EISDIR: illegal operation on a directory, read`])
  })
  it('tells nothing after its end, not even what it was just looking at', async () => {
    write(one)
    await watch()
    write(other)
    mock.timers.tick(1_000)
    await turn()
    end.abort()
    // Read behind its own reading, and more often.
    for (let times = 0; times < 10; times += 1) await Promise.all(Object.values(paths()).map((path) => readFile(path)))
    expect(inShort()).to.deep.equal([one.cert])
  })
})
