import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { certificatesIn } from '../../src/certs/pem.ts'
import { list, text } from '../../src/observe/json.ts'
import { podstart, startPodstart, temporaryFolder, type Folder, type Run, type Running } from '../support/cli.ts'
import {
  configurationPath,
  secretPath,
  startCertsServer,
  type CertsServer,
  type Fields,
} from '../unit/certs/api-server.ts'
import { handshake } from '../unit/certs/handshake.ts'
import { ISSUED, messages, shown } from './certs-output.ts'

describe('podstart certs --secret', () => {
  const SECRET = secretPath('podstart', 'podstart-webhook-tls')
  const CONFIGURATION = configurationPath('podstart')
  let server: CertsServer
  let folder: Folder
  let running: Running[]
  beforeEach(async () => {
    server = await startCertsServer()
    folder = temporaryFolder()
    folder.write('kubeconfig', server.kubeconfigText())
    running = []
    server.put(CONFIGURATION, {
      metadata: { name: 'podstart' },
      webhooks: [{ name: 'stamp.podstart.dev', failurePolicy: 'Ignore', clientConfig: { url: 'https://a/mutate' } }],
    })
  })
  afterEach(async () => {
    for (const one of running) one.terminate()
    await Promise.all(running.map(({ ended }) => ended))
    await server.close()
    folder.remove()
  })
  const ARGS = ['certs', '--service', 'podstart-webhook', '--namespace', 'podstart']
  const args = (...more: readonly string[]): readonly string[] => [
    ...[...ARGS, '--secret', 'podstart/podstart-webhook-tls', '--webhook-configuration', 'podstart'],
    ...['--kubeconfig', folder.path('kubeconfig'), ...more],
  ]
  const run = (...more: readonly string[]): Promise<Run> => podstart(args(...more), { HOME: folder.path('.') })
  const start = (...more: readonly string[]): Running => {
    const one = startPodstart(
      args('--keep', '--log-format', 'json', ...more),
      { HOME: folder.path('.') },
      { longest: 60 },
    )
    running.push(one)
    return one
  }
  const decoded = (object: unknown, ...path: readonly string[]): string =>
    Buffer.from(text(object, ...path) ?? '', 'base64').toString()
  const secret = (name: string): string => decoded(server.object(SECRET), 'data', name)
  const caBundle = (object: unknown = server.object(CONFIGURATION)): string =>
    decoded(list(object, 'webhooks')[0], 'clientConfig', 'caBundle')
  const done = (verb: string, resource: string) =>
    server.served.filter((one) => one.verb === verb && one.resource === resource && one.status < 300)

  it('makes a Secret, and tells the API server whom to trust', async () => {
    const { code, ...output } = await run()
    expect([code, messages(output)]).to.deep.equal([
      0,
      [ISSUED, 'mutatingwebhookconfiguration podstart has the bundle'],
    ])
    expect(shown({ code, ...output })).to.deep.equal([
      'kept in  secret podstart/podstart-webhook-tls',
      'certificate for  podstart-webhook, podstart-webhook.podstart, podstart-webhook.podstart.svc, podstart-webhook.podstart.svc.cluster.local',
      '  valid until  TIME',
      '  renewed from  TIME',
      'CA until TIME  SHA-256 FINGERPRINT',
      'webhook configuration  podstart: trusted (1 webhook)',
    ])
    const served = { cert: secret('tls.crt'), key: secret('tls.key') }
    expect(await handshake(served, caBundle(), 'podstart-webhook.podstart.svc')).to.equal('trusted')
  })
  it('mends a caBundle that somebody has overwritten, and nothing else', async () => {
    await run()
    const good = server.object(CONFIGURATION) as Fields
    server.put(CONFIGURATION, {
      ...good,
      webhooks: [{ name: 'stamp.podstart.dev', clientConfig: { url: 'https://b/' } }],
    })
    const { code, stderr } = await run()
    expect([code, messages({ stderr })]).to.deep.equal([0, ['mutatingwebhookconfiguration podstart has the bundle']])
    const bundle = Buffer.from(caBundle(good)).toString('base64')
    expect(server.object(CONFIGURATION)).to.deep.include({
      webhooks: [{ name: 'stamp.podstart.dev', clientConfig: { url: 'https://b/', caBundle: bundle } }],
    })
  })
  it('has a certificate where the webhook configuration is not there yet, and says so', async () => {
    server.remove(CONFIGURATION)
    const { code, ...output } = await run()
    expect([code, messages(output)]).to.deep.equal([1, [ISSUED, 'mutatingwebhookconfiguration podstart is not there']])
    expect(shown({ code, ...output }).at(-1)).to.equal(
      'webhook configuration  podstart: mutatingwebhookconfiguration podstart is not there',
    )
    expect(secret('tls.crt')).to.include('BEGIN CERTIFICATE')
  })
  it('touches no Secret that is for something else', async () => {
    server.put(SECRET, { type: 'Opaque', data: { password: 'aHVudGVyMg==' } })
    const { code, stderr } = await run()
    expect([code, messages({ stderr })]).to.deep.equal([
      1,
      [
        'secret podstart/podstart-webhook-tls is of type Opaque, not kubernetes.io/tls or podstart.dev/tls: it is for something else',
      ],
    ])
    expect(done('patch', 'secrets')).to.deep.equal([])
  })
  it('says what it may not do', async () => {
    server.forbidden.add('patch mutatingwebhookconfigurations')
    const { code, stderr } = await run()
    expect(code).to.equal(1)
    expect(messages({ stderr }).at(-1)).to.match(
      /a role must allow "patch" on mutatingwebhookconfigurations \(HTTP 403/,
    )
  })

  it('is renewed by one of two replicas, and trusted before it is in service', async () => {
    const settle = 500
    const flags = ['--lifetime', '12s', '--settle', `${settle}ms`, '--every', '200ms']
    const replicas = [start(...flags), start(...flags)]
    await server.until(() => secret('tls.crt') !== '')
    const first = secret('tls.crt')
    await server.until(() => ![first, ''].includes(secret('tls.crt')))
    for (const one of replicas) one.terminate()
    const ended = await Promise.all(replicas.map((one) => one.ended))
    expect(ended.map(({ code }) => code)).to.deep.equal([0, 0])
    const said = ended.flatMap(messages)
    const count = (what: string): number => said.filter((line) => line.startsWith(what)).length
    expect([
      count('issued a certificate'),
      count('issued the next'),
      count('the next certificate is in'),
    ]).to.deep.equal([1, 1, 1])

    const settled = done('patch', 'secrets').find(({ body }) => decoded(body, 'data', 'tls.crt') === secret('tls.crt'))
    const trusted = done('patch', 'mutatingwebhookconfigurations').find(
      ({ body }) => certificatesIn(caBundle(body)).all.length === 2,
    )
    expect((settled?.at ?? 0) - (trusted?.at ?? 0)).to.be.at.least(settle)
    const served = { cert: secret('tls.crt'), key: secret('tls.key') }
    expect(await handshake(served, caBundle(), 'podstart-webhook')).to.equal('trusted')
  }).timeout(60_000)
  it('goes on when the API server is away for a while', async () => {
    let answers: 'reset' | 500 | undefined = 'reset'
    server.before = () => answers
    const one = start()
    await one.says('; it is tried again')
    answers = 500
    await one.says('HTTP 500')
    answers = undefined
    await one.says('has the bundle')
    expect(one.log.map((line) => text(JSON.parse(line), 'level')).slice(0, 3)).to.deep.equal(['info', 'error', 'error'])
  })
  it('ends at once while the API server does not answer', async () => {
    let asked = 0
    server.before = () => {
      asked += 1
      running[0]?.terminate()
      return 'hang'
    }
    const began = performance.now()
    const { code, stderr } = await start().ended
    expect([code, messages({ stderr }).at(-1)]).to.deep.equal([0, 'stopped'])
    expect(asked).to.equal(1)
    expect(performance.now() - began).to.be.below(10_000)
  })
})
