import { statSync } from 'node:fs'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { podstart, startPodstart, temporaryFolder, type Folder, type Running } from '../support/cli.ts'
import { handshake } from '../unit/certs/handshake.ts'
import { ISSUED, messages, shown } from './certs-output.ts'

describe('podstart certs --out', () => {
  let folder: Folder
  let running: Running[]
  beforeEach(() => {
    folder = temporaryFolder()
    running = []
  })
  afterEach(async () => {
    for (const one of running) one.terminate()
    await Promise.all(running.map(({ ended }) => ended))
    folder.remove()
  })
  const args = (...more: readonly string[]): readonly string[] => ['certs', '--out', folder.path('certs'), ...more]
  const env = () => ({ HOME: folder.path('.') })
  const files = () => ({
    ca: folder.read('certs/ca.crt'),
    cert: folder.read('certs/tls.crt'),
    key: folder.read('certs/tls.key'),
  })
  const lines = (names: string, ...cas: readonly string[]): readonly string[] => [
    `kept in  folder ${folder.path('certs')}`,
    `certificate for  ${names}`,
    '  valid until  TIME',
    '  renewed from  TIME',
    ...cas.map(() => 'CA until TIME  SHA-256 FINGERPRINT'),
  ]

  it('makes a certificate, and says what it has made', async () => {
    const run = await podstart(args('--dns', 'localhost', '--ip', '127.0.0.1'), env())
    expect([run.code, messages(run)]).to.deep.equal([0, [ISSUED]])
    expect(shown(run)).to.deep.equal(lines('localhost, 127.0.0.1', 'new'))
    const { ca, ...served } = files()
    expect(await handshake(served, ca, 'localhost')).to.equal('trusted')
    expect(statSync(folder.path('certs/tls.key')).mode & 0o077).to.equal(0)
  })
  it('does nothing when nothing is due', async () => {
    const first = await podstart(args('--dns', 'localhost'), env())
    const before = files()
    const second = await podstart(args('--dns', 'localhost'), env())
    expect([second.code, second.stderr, second.stdout]).to.deep.equal([0, '', first.stdout])
    expect(files()).to.deep.equal(before)
  })
  it('waits for a renewal, and goes on with one that was interrupted', async () => {
    await podstart(args('--dns', 'localhost'), env())
    const before = files()
    const interrupted = startPodstart(args('--dns', 'a.svc', '--settle', '2s'), env())
    running.push(interrupted)
    await interrupted.says('the next certificate is in service in')
    interrupted.interrupt()
    const first = await interrupted.ended
    expect([first.code, first.stdout]).to.deep.equal([130, ''])
    expect(files()).to.deep.include({ cert: before.cert, key: before.key })
    const second = await podstart(args('--dns', 'a.svc', '--settle', '2s'), env())
    expect(second.code).to.equal(0)
    expect(messages(second).at(-1)).to.equal(
      'the next certificate is in service now: its authority is trusted everywhere',
    )
    expect(shown(second)).to.deep.equal(lines('a.svc, localhost', 'old', 'new'))
    const { ca, ...served } = files()
    expect([await handshake(served, ca, 'a.svc'), await handshake(before, ca, 'localhost')]).to.deep.equal([
      'trusted',
      'trusted',
    ])
  })
  it('stays with --keep: renews, and ends well at once when it is told to', async () => {
    const flags = ['--lifetime', '10s', '--settle', '100ms', '--every', '200ms', '--keep', '--log-format', 'json']
    const one = startPodstart(args('--dns', 'localhost', ...flags), env(), { longest: 60 })
    running.push(one)
    await one.says(ISSUED)
    const before = files()
    await one.says('the next certificate is in service now')
    const { ca, ...served } = files()
    expect(served.cert).to.not.equal(before.cert)
    expect(await handshake(served, ca, 'localhost')).to.equal('trusted')
    one.terminate()
    const { code, stdout, stderr } = await one.ended
    expect([code, stdout, messages({ stderr }).at(-1)]).to.deep.equal([0, '', 'stopped'])
  })
  it('answers probes on --health', async () => {
    const one = startPodstart(args('--dns', 'localhost', '--keep', '--health', '127.0.0.1:0'), env(), { longest: 60 })
    running.push(one)
    await one.says('is valid until')
    const [, address = ''] = /health on (http:\/\/[^\s"]+)/.exec(one.log.join('\n')) ?? []
    const [live, ready] = await Promise.all([fetch(`${address}/livez`), fetch(`${address}/readyz`)])
    expect([live.status, ready.status]).to.deep.equal([200, 200])
    expect(await ready.text()).to.match(/^\[\+\]certificate: ends .*\nok\n$/)
  })
  it('says that something else listens on --health', async () => {
    const one = startPodstart(args('--dns', 'localhost', '--keep', '--health', '127.0.0.1:0'), env(), { longest: 60 })
    running.push(one)
    await one.says('health on')
    const [, address = ''] = /health on http:\/\/([^\s"]+)/.exec(one.log.join('\n')) ?? []
    const run = await podstart(args('--dns', 'localhost', '--keep', '--health', address), env())
    expect([run.code, messages(run)]).to.deep.equal([
      1,
      [`podstart: cannot listen on ${address}: something else listens there; name another address with --health`],
    ])
  })
  it('says why a folder cannot be used', async () => {
    folder.write('certs', 'a file')
    const run = await podstart(args('--dns', 'localhost'), env())
    expect([run.code, run.stdout]).to.deep.equal([1, ''])
    expect(messages(run)).to.deep.equal([
      `cannot use the folder ${folder.path('certs')}: ENOTDIR: not a directory, open '${folder.path('certs')}/ca.crt'`,
    ])
  })
  it('tells all that is wrong with its flags and settings', async () => {
    const run = await podstart(args('--ip', 'here', '--log-level', 'loud', '--secret', 'a/b'), env())
    expect([run.code, run.stdout]).to.deep.equal([2, ''])
    expect(messages(run)).to.deep.equal([
      'podstart: --log-level is "loud"; expected debug, info, warn or error',
      'podstart: --ip is "here"; expected an address like 10.0.0.1 or fd00::1',
      'podstart: either --out or --secret, not both',
    ])
  })
  it('wants a cluster for a webhook configuration', async () => {
    const run = await podstart(args('--dns', 'localhost', '--webhook-configuration', 'podstart'), env())
    expect(run.code).to.equal(2)
    expect(messages(run)[0]).to.match(/^podstart: no cluster/)
  })
})
