import { X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { mountSecret, type MountedSecret } from '../../cluster/webhook/mounted-secret.ts'
import type { Pair } from '../../support/certificates.ts'
import { call, keptConnection, newConnections, openRaw } from './client.ts'
import { sharedIssuer, startWebhook, type Line, type Page, type Samples, type Webhook } from './process.ts'
import { outcomeOf } from './reviews.ts'

const EXPIRY = 'certificate_expiry_timestamp_seconds'
const fingerprintOf = ({ cert }: Pair): string => new X509Certificate(cert).fingerprint256
const endOf = ({ cert }: Pair): Date => new X509Certificate(cert).validToDate

/** What a new connection is shown; none where it fails. */
async function shown(webhook: Webhook): Promise<string | undefined> {
  const { socket } = await openRaw(webhook)
  const found = socket.getPeerX509Certificate()?.fingerprint256
  socket.destroy()
  return found
}

const isShown = (webhook: Webhook, pair: Pair) => async (): Promise<boolean> =>
  (await shown(webhook)) === fingerprintOf(pair)

/** Calls on connections of both kinds while something is done. @returns what came of each */
async function meanwhile(webhook: Webhook, act: () => Promise<unknown>): Promise<readonly string[]> {
  const agents = [keptConnection(), keptConnection(), newConnections(), newConnections()]
  let isEnough = false
  const streams = agents.map(async (agent) => {
    const outcomes: string[] = []
    while (!isEnough) outcomes.push(await call(webhook, { agent }).then(outcomeOf, String))
    agent.destroy()
    return outcomes
  })
  await act().finally(() => (isEnough = true))
  return (await Promise.all(streams)).flat()
}

describe('podstart webhook, with certificates from a mounted Secret,', () => {
  let secret: MountedSecret
  let webhook: Webhook
  let first: Pair
  let second: Pair
  before(async () => {
    const root = await sharedIssuer()
    const middle = await root.below('intermediate')
    const { cert, key } = await middle.issue({ kind: 'RSA' })
    // Who trusts the root trusts it by its chain.
    first = { cert: cert + middle.ca, key }
    second = await root.issue()
    secret = mountSecret()
    webhook = await startWebhook({ prepare: () => ['--tls-cert', secret.cert, '--tls-key', secret.key] })
  })
  after(async () => {
    await webhook.remove()
    secret.remove()
  })
  /** Puts something there, and waits until the log has it. */
  async function put(pair: Pair, says: string): Promise<Samples> {
    return webhook.counted(async () => {
      secret.put(pair)
      await webhook.says(says)
    })
  }
  const errors = (): readonly Line[] => webhook.said().filter(({ level }) => level === 'error')

  it('runs without: is not ready and says which file is missing', async () => {
    expect(await webhook.get('/readyz')).to.deep.equal({
      status: 503,
      text: `[-]certificate: ${secret.cert}: no such file\n[+]serving: answers calls\nfailed\n`,
    })
    expect(await webhook.get('/livez')).to.include({ status: 200 })
  })
  it('runs without: connections fail, and are counted', async () => {
    const counted = await webhook.counted(async () => {
      expect(await shown(webhook)).to.equal(undefined)
      await webhook.says('TLS failed')
    })
    expect(counted).to.deep.equal({ tls_failures_total: 1 })
    expect((await webhook.metrics())[EXPIRY]).to.equal(0)
  })
  it('serves with them as soon as they are there', async () => {
    const began = performance.now()
    expect(await put(first, endOf(first).toISOString())).to.deep.equal({
      'certificate_loads_total{result="taken"}': 1,
    })
    // It looks every second.
    expect(performance.now() - began).to.be.below(5_000)
    expect(await webhook.get('/readyz')).to.deep.equal({
      status: 200,
      text: `[+]certificate: ends ${endOf(first).toISOString()}\n[+]serving: answers calls\nok\n`,
    })
    expect(outcomeOf(await call(webhook))).to.equal('stamped')
    expect((await webhook.metrics())[EXPIRY]).to.equal(endOf(first).getTime() / 1_000)
  })
  it('takes over others while calls come, of which none fails', async () => {
    const kept = await openRaw(webhook)
    const outcomes = await meanwhile(webhook, async () => {
      secret.put(second)
      await webhook.until(isShown(webhook, second))
    })
    expect([...new Set(outcomes)]).to.deep.equal(['stamped'])
    expect(kept.socket.getPeerX509Certificate()?.fingerprint256).to.equal(fingerprintOf(first))
    kept.write('GET / HTTP/1.1\r\nHost: webhook\r\nConnection: close\r\n\r\n')
    expect(await kept.ended).to.match(/^HTTP\/1\.1 404 /)
  })
  it('does not take a key of another certificate: the last pair stays', async () => {
    const known = errors().length
    const why = `${secret.key} is not the key of ${secret.cert}`
    expect(await put({ cert: first.cert, key: second.key }, why)).to.deep.equal({
      'certificate_loads_total{result="unusable"}': 1,
    })
    expect(errors().slice(known)).to.deep.equal([{ level: 'error', msg: `no change of the certificate: ${why}` }])
    expect(await shown(webhook)).to.equal(fingerprintOf(second))
    expect((await webhook.get('/readyz')).status).to.equal(200)
    expect(outcomeOf(await call(webhook))).to.equal('stamped')
  })
  it('does not take what is none', async () => {
    const why = `${secret.cert}: expected a certificate in PEM: error:0480006C:PEM routines::no start line`
    await put({ cert: 'soon', key: second.key }, why)
    expect(await shown(webhook)).to.equal(fingerprintOf(second))
  })
  it('says of one that is over that it is not ready, and when it ended', async () => {
    const over = await (await sharedIssuer()).issue({ ends: -3_600 })
    await put(over, endOf(over).toISOString())
    const page: Page = await webhook.get('/readyz')
    expect(page).to.deep.equal({
      status: 503,
      text: `[-]certificate: ended ${endOf(over).toISOString()}\n[+]serving: answers calls\nfailed\n`,
    })
    expect((await webhook.metrics())[EXPIRY]).to.equal(endOf(over).getTime() / 1_000)
  })
  it('is ready again with a better one', async () => {
    secret.put(first)
    await webhook.until(async () => (await webhook.get('/readyz')).status === 200)
    expect(outcomeOf(await call(webhook))).to.equal('stamped')
  })
})
