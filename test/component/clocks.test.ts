import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { readEnvironment } from '../../src/cli/config.ts'
import { runReport } from '../../src/cli/report.ts'
import { runWatch } from '../../src/cli/watch.ts'
import { createWallClock } from '../../src/kube/wall-clock.ts'
import { minus, plus, seconds, toMillis, type Nanos } from '../../src/observe/nanos.ts'
import { startApiServer, type ApiServer } from '../support/apiserver/apiserver.ts'
import { temporaryFolder, type Folder } from '../support/cli.ts'
import { put, traceHere } from '../support/looking.ts'
import { at, running, setUp, startedBy, story, waiting } from '../support/story.ts'
import { stillOf } from '../support/still.ts'

/** Of the cluster: a pod was ready 4.7 s before, and one that an image is pulled for was created 5 s before. */
const NOW = at(5_000)

const ready = () =>
  startedBy(setUp(story()), 'app', 100).ready(300, [running('app', 170)], { startTime: '2026-03-01T12:00:00Z' })
const young = () =>
  setUp(story({ name: 'young', uid: '22222222-2222-4333-8444-555555555555' })).status(500, {
    containerStatuses: [waiting('app', 'ErrImageNeverPull')],
  })

/** How far our clock is ahead of the cluster's. */
const CLOCKS: readonly [title: string, ahead: Nanos, doubt: string | undefined][] = [
  ['behind', seconds(-300), '5 min 0 s behind'],
  ['ahead', seconds(7_200), '2 h 0 min ahead of'],
  ['right', seconds(0), undefined],
]

describe('with a clock that is', () => {
  let folder: Folder
  let server: ApiServer
  beforeEach(async () => {
    folder = temporaryFolder()
    server = await startApiServer({ date: () => new Date(toMillis(NOW)) })
    for (const one of [ready(), young()]) put(server, stillOf(one.items, NOW))
  })
  afterEach(async () => {
    await server.close()
    folder.remove()
  })
  const home = () => ({ kubeconfig: folder.write('kubeconfig', server.kubeconfigText()), namespace: 'shop' })
  function terminal() {
    const [out, err] = [new PassThrough(), new PassThrough()].map((one) => one.setEncoding('utf8'))
    if (out === undefined || err === undefined) throw new Error('no streams')
    return { out, err, read: () => [out, err].map((one) => (one.read() as string | null) ?? '') }
  }
  const said = (doubt: string | undefined): readonly string[] =>
    doubt === undefined ? [] : [`this machine’s clock is about ${doubt} the cluster’s`]
  const doubtsIn = (text: string) => text.match(/this machine’s clock is about .* the cluster’s(?=,)/g) ?? []

  for (const [title, ahead, doubt] of CLOCKS) {
    const now = plus(NOW, ahead)
    it(`${title}, trace tells the same`, async () => {
      const { code, stdout } = await traceHere(server, folder, 'web', { options: { namespace: 'shop' }, now })
      expect([code, stdout.split('\n')[1], doubtsIn(stdout)]).to.deep.equal([
        0,
        'ready after 550 ms; ready took 240 ms (44 %)',
        said(doubt),
      ])
    })
    it(`${title}, a young pod is not stuck, and one of 5 s is in --since 1m`, async () => {
      const { out, err, read } = terminal()
      const options = { ...home(), by: 'workload', output: 'json', since: seconds(60), color: 'never' } as const
      const signal = new AbortController().signal
      const code = await runReport(options, readEnvironment({}), { out, err }, 'test', signal, () => now)
      const [stdout = '', stderr = ''] = read()
      const { startups } = JSON.parse(stdout) as { startups: { states: { ready: number; starting: number } } }
      const { ready, starting } = startups.states
      expect([code, ready, starting, doubtsIn(stderr)]).to.deep.equal([0, 1, 1, said(doubt)])
    })
    it(`${title}, watch passes over what was ready, and tells of what becomes`, async () => {
      const { out, err, read } = terminal()
      const ours = createWallClock()
      const began = ours()
      const options = { ...home(), output: 'json', color: 'never', for: seconds(3) } as const
      const signal = new AbortController().signal
      await runWatch(options, readEnvironment({}), { out, err }, 'test', signal, () => plus(now, minus(ours(), began)))
      const [stdout = '', stderr = ''] = read()
      const news = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { is: string }]))
      expect([news.map(({ is }) => is), doubtsIn(stderr)]).to.deep.equal([['starting', 'waiting'], said(doubt)])
    })
  }
})
