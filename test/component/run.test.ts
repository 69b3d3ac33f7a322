import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { IncomingMessage } from 'node:http'
import { expect } from 'chai'
import { after, before, beforeEach, afterEach, describe, it } from 'mocha'
import { ECHO_MS } from '../../src/cli/stop-signals.ts'
import { startApiServer, type ApiServer } from '../support/apiserver/apiserver.ts'
import { createAuthority, type Authority } from '../support/apiserver/certificates.ts'
import { podstart, startPodstart, temporaryFolder, type Folder, type Running } from '../support/cli.ts'
import { startCollector, type Collector } from '../support/collector.ts'

const REVIEW = JSON.stringify({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: 'r-1',
    operation: 'CREATE',
    namespace: 'shop',
    resource: { group: '', version: 'v1', resource: 'pods' },
    object: { metadata: { generateName: 'web-' }, spec: { containers: [{ name: 'app' }] } },
  },
})

const LISTEN = ['--webhook-listen', '127.0.0.1:0', '--webhook-health', '127.0.0.1:0', '--listen', '127.0.0.1:0']

const isThere = (pid: number): boolean => {
  try {
    // One that has ended and was not waited for is a zombie; the shell that was its parent is gone.
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** By its place in proc_pid_stat(5), from 0: 4 is the process group, 18 how nice it is. */
const statOf = (pid: number): readonly string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')

describe('podstart run', function () {
  this.timeout(60_000)
  let authority: Authority
  let server: ApiServer
  let collector: Collector
  let folder: Folder
  let running: Running | undefined
  before(async () => {
    ;[authority, server, collector] = await Promise.all([createAuthority(), startApiServer({}), startCollector()])
  })
  after(() => Promise.all([server.close(), collector.close()]))
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(async () => {
    running?.kill()
    await running?.ended
    running = undefined
    folder.remove()
  })

  const flags = (): readonly string[] => [
    ...LISTEN,
    ...[
      '--drain',
      '100ms',
      '--log-format',
      'json',
      '--kubeconfig',
      folder.write('kubeconfig', server.kubeconfigText()),
    ],
    ...['--tls-cert', folder.write('tls.crt', authority.cert), '--tls-key', folder.write('tls.key', authority.key)],
  ]
  const start = (...more: readonly string[]): Running => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, HOME: folder.path('.') }
    running = startPodstart(['run', ...flags(), ...more], env, { longest: 50, isGroup: true })
    return running
  }
  const pidOf = async (one: Running, part: string): Promise<number> => {
    const lines = one.log.filter((line) => line.includes(`the ${part} runs as process`))
    const [, pid] = /process (\d+)/.exec(lines.at(-1) ?? (await one.says(`the ${part} runs as process`))) ?? []
    return Number(pid)
  }
  const bothRun = async (one: Running): Promise<void> => {
    await Promise.all([one.says('/mutate'), one.says('pods: listed, watching')])
  }
  const review = async (one: Running): Promise<unknown> => {
    const lines = one.log.filter((line) => line.includes('stamping on'))
    const [url = ''] = /https:[^"]+/.exec(lines.at(-1) ?? '') ?? []
    const call = request(url, { method: 'POST', ca: authority.ca, agent: false })
    call.end(REVIEW)
    const [response] = (await once(call, 'response')) as [IncomingMessage]
    const { response: answer } = JSON.parse(await text(response)) as { readonly response: { readonly patch?: string } }
    return { ...answer, patch: answer.patch !== undefined }
  }
  const STAMPED = { uid: 'r-1', allowed: true, patchType: 'JSONPatch', patch: true }
  const gone = async (...pids: readonly number[]): Promise<void> => {
    // The kernel tells nobody but the parent; mocha's limit ends it.
    while (pids.some(isThere)) await new Promise((resolve) => setImmediate(resolve))
  }

  it('is a webhook that stamps and an exporter that watches, each a process of its own', async () => {
    const one = start()
    await bothRun(one)
    const pids = await Promise.all([pidOf(one, 'webhook'), pidOf(one, 'exporter')])
    expect([await review(one), new Set(pids).size, pids.every(isThere)]).to.deep.equal([STAMPED, 2, true])
  })
  it('gives the webhook the CPU first', async () => {
    const one = start()
    await bothRun(one)
    const nice = async (part: string) => statOf(await pidOf(one, part))[18]
    expect(Number(await nice('exporter')) - Number(await nice('webhook'))).to.equal(5)
  })
  it('tells them itself to end: what a terminal sends to its process group is not for them', async () => {
    const one = start()
    await bothRun(one)
    const pids = await Promise.all([pidOf(one, 'webhook'), pidOf(one, 'exporter')])
    expect(pids.map((pid) => statOf(pid)[4])).to.deep.equal(pids.map(String))
  })
  it('ends both on SIGTERM, and leaves nothing', async () => {
    const one = start()
    await bothRun(one)
    const pids = await Promise.all([pidOf(one, 'webhook'), pidOf(one, 'exporter')])
    one.terminate()
    const { code } = await one.ended
    expect([code, pids.filter(isThere)]).to.deep.equal([0, []])
  })
  it('ends both with Ctrl-C, the webhook after its time', async () => {
    const one = start('--drain', '1s')
    await bothRun(one)
    const pids = await Promise.all([pidOf(one, 'webhook'), pidOf(one, 'exporter')])
    one.interrupt()
    const { code } = await one.ended
    const said = one.log.map((line) => (JSON.parse(line) as { readonly msg: string }).msg)
    expect([code, pids.filter(isThere), said.filter((msg) => /^stop/.test(msg)).toSorted()]).to.deep.equal([
      0,
      [],
      ['stopped', 'stopped', 'stopping: answering for another 1000 ms'],
    ])
  })
  it('ends both at once with another Ctrl-C', async () => {
    const one = start('--drain', '10m')
    await bothRun(one)
    const pids = await Promise.all([pidOf(one, 'webhook'), pidOf(one, 'exporter')])
    one.interrupt()
    await one.says('stopping: answering')
    await sleep(ECHO_MS + 1)
    one.interrupt()
    expect((await one.ended).code).to.equal(null)
    await gone(...pids)
  })
  it('ends both when it is killed itself', async () => {
    const one = start()
    await bothRun(one)
    const pids = await Promise.all([pidOf(one, 'webhook'), pidOf(one, 'exporter')])
    one.kill()
    await gone(...pids)
  })
  it('goes on stamping while the exporter is killed and started again', async () => {
    const one = start()
    await bothRun(one)
    const [webhook, exporter] = await Promise.all([pidOf(one, 'webhook'), pidOf(one, 'exporter')])
    process.kill(exporter, 'SIGKILL')
    await one.says('the exporter was ended by SIGKILL; starting it again in 1 s')
    const answer = await review(one)
    await one.says('the exporter runs again as process')
    expect([answer, isThere(webhook), isThere(exporter)]).to.deep.equal([STAMPED, true, false])
  })
  it('ends with a sentence where the exporter cannot start', async () => {
    const { code, stderr } = await podstart(
      ['run', ...flags(), '--kubeconfig', folder.path('none')],
      {},
      { longest: 40 },
    )
    const told = stderr.split('\n').filter((line) => /cannot be read|at its start/.test(line))
    expect([code, told.length]).to.deep.equal([2, 2])
  })
  it('tells what is wrong with a setting once', async () => {
    expect(await podstart(['run', '--sampling-ratio', '2'])).to.deep.equal({
      code: 2,
      stdout: '',
      stderr: 'podstart: --sampling-ratio is "2"; expected a number from 0 to 1, like 0.1\n',
    })
  })
})
