import { connect } from 'node:net'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { createIssuer, type Issuer, type Pair } from '../../support/certificates.ts'
import { call, openRaw, rawPost, type Call } from './client.ts'
import { sharedIssuer, startWebhook, writePair, type Samples, type Webhook } from './process.ts'
import { outcomeOf, review } from './reviews.ts'

const WANTED = "a client's certificate for kube-apiserver or front is wanted, and this is for mallory"
const TLS_FAILURE: Samples = { tls_failures_total: 1 }

describe('podstart webhook, for clients with certificates,', () => {
  let webhook: Webhook
  let others: Issuer
  const pairs: Record<string, Pair> = {}
  before(async () => {
    const authority = await createIssuer('client authority')
    others = await createIssuer('other authority')
    pairs['right'] = await authority.issue({ commonName: 'kube-apiserver' })
    pairs['wrong name'] = await authority.issue({ commonName: 'mallory' })
    pairs['expired'] = await authority.issue({ commonName: 'kube-apiserver', ends: -60 })
    pairs['other'] = await others.issue({ commonName: 'kube-apiserver' })
    const pair = await (await sharedIssuer()).issue()
    webhook = await startWebhook({
      flags: ['--client-names', 'kube-apiserver,front', '--log-level', 'debug'],
      prepare: (folder) => ['--client-ca', folder.write('clients.crt', authority.ca), ...writePair(folder, pair)],
    })
  })
  after(() => webhook.remove())

  const outcome = (options: Call): Promise<string> => call(webhook, options).then(outcomeOf, () => 'no answer')

  it('answers one of this authority and this name', async () => {
    expect(await outcome({ ...pairs['right'] })).to.equal('stamped')
    expect(await outcome({ ...pairs['right'], maxVersion: 'TLSv1.2' })).to.equal('stamped')
  })
  it('answers one that comes back, and is known from before', async () => {
    const first = await openRaw(webhook, { ...pairs['right'] })
    const [session] = (await once(first.socket, 'session')) as [Buffer]
    first.socket.destroy()
    const again = await openRaw(webhook, { session })
    again.write(rawPost(review()))
    expect(await again.says('"patch"')).to.match(/^HTTP\/1\.1 200 /)
    expect(again.socket.isSessionReused()).to.equal(true)
    again.socket.destroy()
  })
  it('refuses another name, and says why', async () => {
    let found: unknown
    const counted = await webhook.counted(async () => {
      const { status, body } = await call(webhook, { ...pairs['wrong name'] })
      found = { status, body }
    })
    expect(found).to.deep.equal({ status: 403, body: `${WANTED}\n` })
    expect(counted).to.deep.equal({ 'requests_refused_total{reason="client_name"}': 1 })
  })

  const REFUSED: readonly (readonly [title: string, options: () => Call, why: string])[] = [
    ['no certificate', () => ({}), 'peer did not return a certificate'],
    ['one of another authority', () => ({ ...pairs['other'] }), "client's certificate is refused: UNABLE_TO_"],
    ['one that is over', () => ({ ...pairs['expired'] }), "client's certificate is refused: CERT_HAS_EXPIRED"],
    ['no certificate, over TLS 1.2', () => ({ maxVersion: 'TLSv1.2' }), 'peer did not return a certificate'],
    [
      'one of another authority, over TLS 1.2',
      () => ({ ...pairs['other'], maxVersion: 'TLSv1.2' }),
      "client's certificate is refused: UNABLE_TO_",
    ],
    [
      'the right one, over TLS 1.1',
      () => ({ ...pairs['right'], minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
      'unsupported protocol',
    ],
  ]
  for (const [title, options, why] of REFUSED) {
    it(`lets nobody in with ${title}, and counts it`, async () => {
      const counted = await webhook.counted(async () => {
        expect(await outcome(options())).to.equal('no answer')
        await webhook.says(why)
      })
      expect(counted).to.deep.equal(TLS_FAILURE)
    })
  }
  it('hears of those who speak no TLS', async () => {
    const counted = await webhook.counted(async () => {
      const socket = connect(webhook.port, '127.0.0.1')
      socket.end(rawPost(review()))
      expect(await text(socket).catch(() => '')).not.to.include('HTTP/1.1 200')
      await webhook.says('http request')
    })
    expect(counted).to.deep.equal(TLS_FAILURE)
  })
  it('warns of each kind of failure once', () => {
    const warned = webhook.said().filter(({ level }) => level === 'warn')
    expect(warned.length).to.equal(new Set(warned.map(({ msg }) => msg)).size)
  })

  it('does not take authorities that are none, or everybody would be let in', async () => {
    const counted = await webhook.counted(async () => {
      webhook.folder.write('clients.crt', '')
      await webhook.says('expected certificates in PEM')
    })
    expect(counted).to.deep.equal({ 'certificate_loads_total{result="unusable"}': 1 })
    expect(await outcome({ ...pairs['right'] })).to.equal('stamped')
    expect(await outcome({ ...pairs['other'] })).to.equal('no answer')
  })
  it('takes over other authorities', async () => {
    webhook.folder.write('clients.crt', others.ca)
    await webhook.until(async () => (await outcome({ ...pairs['other'] })) === 'stamped')
    expect(await outcome({ ...pairs['right'] })).to.equal('no answer')
  })
})
