import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { startApiServer, type ApiServer } from '../support/apiserver/apiserver.ts'
import { temporaryFolder, type Folder } from '../support/cli.ts'
import { put, traceHere, type Asking } from '../support/looking.ts'
import { stillOf } from '../support/still.ts'
import { at, condition, running, setUp, story, type Story } from '../support/story.ts'

describe('podstart trace -w', () => {
  let folder: Folder
  let server: ApiServer
  beforeEach(async () => {
    folder = temporaryFolder()
    server = await startApiServer()
  })
  afterEach(async () => {
    await server.close()
    folder.remove()
  })
  const trace = (name: string, more: Asking) =>
    traceHere(server, folder, name, { ...more, options: { namespace: 'shop', watch: true } })
  const slow = (): Story => story({ name: 'slow', uid: '33333333-2222-4333-8444-555555555555' })
  const starting = () => stillOf(setUp(slow()).items, at(5_000))
  /** Becomes ready when it is watched. */
  async function becomesReady(): Promise<void> {
    await server.until(() => server.openWatches.length === 2)
    const [pod] = setUp(slow())
      .items.toReversed()
      .filter(({ watch }) => watch === 'pods')
    const status = {
      phase: 'Running',
      conditions: [condition('Ready', 'True', 4_000)],
      containerStatuses: [running('app', 3_000)],
    }
    server.pods.put({ ...(pod?.object as object), status })
  }
  const clock = () => {
    const began = performance.now()
    return () => at(5_000 + performance.now() - began)
  }
  const ONCE: readonly (readonly [where: string, more: Asking])[] = [
    ['in a pipe', {}],
    ['on a terminal that does not know its width', { columns: 0, env: { NO_COLOR: '1' } }],
  ]
  for (const [where, more] of ONCE) {
    it(`${where} draws once, when it is over`, async () => {
      put(server, starting())
      const [run] = await Promise.all([trace('slow', { now: clock(), ...more }), becomesReady()])
      const lines = run.stdout.split('\n')
      expect([
        run.code,
        lines[1]?.replace(/[\d.]+ s/, 'N s').split(';')[0],
        lines.filter((line) => line.startsWith('pods/')).length,
      ]).to.deep.equal([0, 'ready after N s', 1])
    })
  }
  it('on a terminal draws again and again', async () => {
    put(server, starting())
    const [run] = await Promise.all([trace('slow', { now: clock(), columns: 100 }), becomesReady()])
    expect([run.code, run.stdout.includes('waits'), run.stdout.split('ready after').length > 2]).to.deep.equal([
      0,
      true,
      true,
    ])
  })
  it('ends with Ctrl-C, and shows how it stood', async () => {
    put(server, starting())
    const stop = new AbortController()
    const run = trace('slow', { now: clock(), signal: stop.signal })
    await server.until(() => server.openWatches.length === 2)
    await sleep(10)
    stop.abort()
    const { code, stdout } = await run
    expect([code, stdout.split('\n')[1]?.replaceAll(/[\d.]+ s/g, 'N s')]).to.deep.equal([
      130,
      'not ready yet, after N s: waits N s for pod setup',
    ])
  })
  it('is over when the pod is deleted', async () => {
    put(server, starting())
    const run = trace('slow', { now: clock() })
    await server.until(() => server.openWatches.length === 2)
    server.pods.remove('shop', 'slow')
    const { code, stdout } = await run
    expect([code, stdout.split('\n')[1]?.replace(/[\d.]+ s/, 'N s')]).to.deep.equal([
      3,
      'deleted after N s, before it was ready: pod setup',
    ])
  })
})
