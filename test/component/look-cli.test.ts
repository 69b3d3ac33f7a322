import { symlinkSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { namesOf } from '../../src/cli/completion-names.ts'
import { after, before, describe, it } from 'mocha'
import { startApiServer, type ApiServer } from '../support/apiserver/apiserver.ts'
import { ANSWERS, hang } from '../support/apiserver/fault-kit.ts'
import { podstart, startPodstart, temporaryFolder, type Folder } from '../support/cli.ts'
import { completedPod, crashedPod, deletedPod, failedPod, pendingPod, pod, readyPod } from './exporter/pods.ts'
import { play, tell } from './exporter/play.ts'
import { running, setUp, startedBy, waiting } from '../support/story.ts'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

const masked = (text: string): string =>
  text
    .replaceAll(/\d\d:\d\d:\d\d/g, 'TIME')
    .replaceAll(/\d+(\.\d+)? (ms|s)\b/g, 'N')
    .replaceAll(/\d+ %/g, 'N %')

describe('the cluster, looked at from outside', () => {
  let folder: Folder
  let server: ApiServer
  let home: readonly string[]
  before(async () => {
    folder = temporaryFolder()
    server = await startApiServer()
    home = ['--kubeconfig', folder.write('kubeconfig', server.kubeconfigText())]
  })
  after(async () => {
    await server.close()
    folder.remove()
  })
  const env = () => ({ HOME: folder.path('.'), TZ: 'UTC' })

  describe('podstart watch', () => {
    let lines: readonly string[]
    let log: readonly string[]
    let code: number | null
    before(async () => {
      server.pods.put({ metadata: { name: 'elsewhere', namespace: 'billing' }, spec: {} })
      tell(server, 120, readyPod({ name: 'before' }))
      const watching = startPodstart(['watch', '-n', 'shop', ...home], env())
      await server.until(() => server.openWatches.length === 2)
      const late = pendingPod({ name: 'late' })
        .status(500, { containerStatuses: [waiting('app', 'ErrImagePull', { message: 'no such image' })] })
        .status(1_100, { containerStatuses: [waiting('app', 'ImagePullBackOff', { message: 'Back-off' })] })
        .status(1_700, { containerStatuses: [waiting('app', 'ErrImagePull', { message: 'no such image' })] })
      // Longer than what a busy machine adds to the other stages.
      const slowToBeReady = startedBy(setUp(pod({ name: 'web' })), 'app', 100).ready(3_000, [running('app', 170)], {
        startTime: '2026-03-01T12:00:00Z',
      })
      await play(
        server,
        slowToBeReady,
        crashedPod({ name: 'crash' }),
        deletedPod({ name: 'gone' }),
        completedPod({ name: 'done' }),
        failedPod({ name: 'bad' }),
        late,
      )
      await Promise.all(CASES.map(([pod, state]) => watching.prints(line(state, pod, '').slice('TIME'.length))))
      await server.restart()
      await watching.says('pods in shop: watching again')
      await watching.says('events in shop: watching again')
      watching.interrupt()
      const ended = await watching.ended
      lines = masked(ended.stdout).trim().split('\n')
      log = masked(ended.stderr.replaceAll(server.url, 'URL')).trim().split('\n')
      code = ended.code
    })
    const of = (pod: string) => lines.filter((line) => line.includes(`shop/${pod} `))
    const line = (state: string, pod: string, rest: string) =>
      `TIME  ${state.padEnd(9)}  ${`shop/${pod}`.padEnd(24)}  ${rest}`
    const CASES: readonly [pod: string, state: string, rest: string][] = [
      ['web', 'ready', 'ready after N; ready took N (N %)'],
      ['crash', 'crashed', 'crashed after N: run of container app, Error (exit code 1)'],
      ['gone', 'deleted', 'deleted after N, before it was ready: pod setup'],
      ['done', 'completed', 'completed after N; run app took N (N %)'],
      ['bad', 'failed', 'failed after N: run of container app, Error (exit code 3)'],
    ]
    for (const [pod, state, rest] of CASES) {
      it(`a line when a pod starts, and when it is ${state}`, () => {
        expect(of(pod).map((one) => one.replace(/(starting .*shop\/\w+ +).*/, '$1').trimEnd())).to.deep.equal([
          line('starting', pod, '').trimEnd(),
          line(state, pod, rest),
        ])
      })
    }
    it('a line for each reason that a pod waits for, once', () => {
      expect(of('late').slice(1)).to.deep.equal([
        line('waiting', 'late', 'waits N for pull app: ErrImagePull: no such image'),
        line('waiting', 'late', 'waits N for pull app: ImagePullBackOff: Back-off'),
      ])
    })
    it('nothing of pods that were ready before, or are elsewhere', () => {
      expect([...of('before'), ...lines.filter((one) => one.includes('billing'))]).to.deep.equal([])
    })
    it('ends with Ctrl-C and a total; interruptions are told, and their end', () => {
      expect(code).to.equal(0)
      expect([log[0], log.at(-1)]).to.deep.equal([
        'podstart: watching pods in shop and events in shop of URL; Ctrl-C ends it',
        'podstart: 5 startups: 1 deleted, 1 failed, 1 completed, 1 crashed, 1 ready; 1 still starting',
      ])
      const told = log
        .slice(1, -1)
        .map((one) => one.replace(/: (aborted|read ECONNRESET|connect .*|socket hang up); .*/, ': …'))
      expect(told.toSorted()).to.deep.equal([
        'podstart: events in shop: watching again, after N without sight',
        'podstart: lost sight of events in shop: …',
        'podstart: lost sight of pods in shop: …',
        'podstart: pods in shop: watching again, after N without sight',
      ])
    })
  })

  it('podstart watch -o json for a while is a JSON object a line', async () => {
    tell(server, 3, pendingPod({ name: 'json', namespace: 'json' }))
    const run = await podstart(['watch', '-n', 'json', '-o', 'json', '--for', '4s', ...home], env())
    const objects = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect({
      code: run.code,
      objects: objects.map(({ is, namespace, pod, node, stage }) => ({ is, namespace, pod, node, stage })),
    }).to.deep.equal({
      code: 0,
      objects: [{ is: 'starting', namespace: 'json', pod: 'json', node: 'node-a', stage: 'pull' }],
    })
  })
  it('podstart watch ends when it may not read pods', async () => {
    const fault = server.fail(
      { namespace: 'secret', resource: 'pods' },
      ANSWERS.forbidden('list', 'pods', 'secret'),
      'always',
    )
    const run = await podstart(['watch', '-n', 'secret', ...home], env())
    fault.remove()
    expect([run.code, run.stderr.replaceAll(server.url, 'URL').split('\n')[1]]).to.deep.equal([
      1,
      'podstart: URL refuses to list pods in secret: HTTP 403: pods is forbidden: User "system:serviceaccount:podstart:podstart" cannot list resource "pods" in API group "" in the namespace "secret"; it takes list and watch on them',
    ])
  })

  describe('completion', () => {
    const words = (...more: readonly string[]) => ['trace', ...home, ...more]
    it('names of pods, of the namespace that was named', async () => {
      for (const name of ['web-1', 'web-2']) server.pods.put({ metadata: { name, namespace: 'names' }, spec: {} })
      const asked = [words('-n', 'names', ''), words('--namespace=names', ''), words('-n', 'none', '')]
      expect(await Promise.all(asked.map((one) => namesOf('pods', one)))).to.deep.equal([
        ['web-1', 'web-2'],
        ['web-1', 'web-2'],
        [],
      ])
    })
    it('nothing where the cluster does not answer in time', async () => {
      const fault = server.fail({ namespace: 'slow' }, hang(), 'always')
      expect(await namesOf('pods', words('-n', 'slow', ''), 50)).to.deep.equal([])
      fault.remove()
    })
    it('nothing where there is no cluster', async () => {
      expect(await namesOf('pods', ['trace', '--kubeconfig', folder.path('none'), ''])).to.deep.equal([])
    })
    it('contexts of the kubeconfig', async () => {
      expect(await namesOf('contexts', words('--context', ''))).to.deep.equal(['test'])
    })
    it('as kubectl asks its plugin', async () => {
      symlinkSync(MAIN, folder.path('kubectl_complete-podstart'))
      const child = spawn(
        process.execPath,
        [folder.path('kubectl_complete-podstart'), 'trace', ...home, '-n', 'names', 'web-2'],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      )
      const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')])
      expect(stdout).to.equal('web-2\n:4\n')
    })
  })

  it('kubectl podstart has its name', async () => {
    symlinkSync(MAIN, folder.path('kubectl-podstart'))
    const child = spawn(process.execPath, [folder.path('kubectl-podstart'), 'trace', '--help'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')])
    expect([
      stdout.split('\n')[0],
      stdout.includes('  kubectl podstart trace -n shop pod/web-7d9c5-x2x4k -w'),
    ]).to.deep.equal(['Usage: kubectl podstart trace [options] <pod>', true])
  })
  it('podstart without a word says what to start with', async () => {
    const { code, stdout, stderr } = await podstart([])
    expect([code, stdout, stderr.includes('podstart trace POD')]).to.deep.equal([2, '', true])
  })
})
