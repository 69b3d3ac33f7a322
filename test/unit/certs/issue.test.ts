import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { examine } from '../../../src/certs/inventory.ts'
import { issue, type Issued } from '../../../src/certs/issue.ts'
import { serviceNames } from '../../../src/certs/names.ts'
import { temporaryFolder, type Folder } from '../../support/cli.ts'
import { handshake, OPENSSL } from './handshake.ts'

const HOUR = 3_600_000
const NAMES = [...serviceNames('podstart-webhook', 'podstart'), '*.shop.example', 'localhost', '127.0.0.1', '::1']

describe('an issued certificate', () => {
  let one: Issued
  let other: Issued
  before(async () => {
    const request = { names: NAMES, lifetime: HOUR, now: Date.now() }
    ;[one, other] = await Promise.all([issue(request), issue(request)])
  })

  for (const name of [...NAMES.filter((all) => !all.startsWith('*')), 'web.shop.example', '0:0:0:0:0:0:0:1']) {
    it(`is trusted as ${name}`, async () => {
      expect(await handshake(one, one.ca, name)).to.equal('trusted')
    })
  }
  for (const name of ['podstart-webhook.other.svc', 'shop.example', 'a.web.shop.example', '127.0.0.2', '::2']) {
    it(`is not trusted as ${name}`, async () => {
      expect(await handshake(one, one.ca, name)).to.equal('ERR_TLS_CERT_ALTNAME_INVALID')
    })
  }
  it('is not trusted by who trusts another', async () => {
    expect(await handshake(one, other.ca, 'localhost')).to.equal('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  })
  for (const order of ['one first', 'other first']) {
    it(`is trusted by who trusts both, ${order}`, async () => {
      const bundle = order === 'one first' ? one.ca + other.ca : other.ca + one.ca
      expect(await handshake(one, bundle, 'localhost')).to.equal('trusted')
      expect(await handshake(other, bundle, 'localhost')).to.equal('trusted')
    })
  }
  it('has an authority with a name of its own, and a serial number that nobody guesses', () => {
    const [ca, otherCa] = [new X509Certificate(one.ca), new X509Certificate(other.ca)]
    expect(ca.subject).to.match(/^CN=podstart CA [0-9a-f]{16}$/)
    expect(ca.subject).to.not.equal(otherCa.subject)
    expect(
      new Set([one.ca, one.cert, other.ca, other.cert].map((pem) => new X509Certificate(pem).serialNumber)).size,
    ).to.equal(4)
  })
  it('is no authority itself, and good for serving only', () => {
    const [ca, cert] = [new X509Certificate(one.ca), new X509Certificate(one.cert)]
    expect({ ca: ca.ca, cert: cert.ca, usage: cert.keyUsage }).to.deep.equal({
      ca: true,
      cert: false,
      usage: ['1.3.6.1.5.5.7.3.1'],
    })
  })
  it('is a pair of which only the key is secret', () => {
    expect(Object.entries(one).map(([name, pem]) => [name, pem.match(/-----BEGIN [A-Z ]+-----/g)])).to.deep.equal([
      ['ca', ['-----BEGIN CERTIFICATE-----']],
      ['cert', ['-----BEGIN CERTIFICATE-----']],
      ['key', ['-----BEGIN PRIVATE KEY-----']],
    ])
  })
})

describe('the lifetime of an issued certificate', () => {
  const now = Date.UTC(2026, 10, 1, 12, 0, 0, 789)
  const rows = [
    { title: 'begins 5 min ago', lifetime: 2_160 * HOUR, from: '2026-11-01T11:55:00', to: '2027-01-30T12:00:00' },
    { title: 'of a minute begins 6 s ago', lifetime: 60_000, from: '2026-11-01T11:59:54', to: '2026-11-01T12:01:00' },
    {
      title: 'may go on beyond 2050',
      lifetime: 87_600 * 3 * HOUR,
      from: '2026-11-01T11:55:00',
      to: '2056-10-24T12:00:00',
    },
  ]
  for (const { title, lifetime, from, to } of rows) {
    it(`${title}, and is its authority's`, async () => {
      const { ca, cert } = await issue({ names: ['localhost'], lifetime, now })
      const times = [ca, cert].map((pem) => {
        const { validFromDate, validToDate } = new X509Certificate(pem)
        return [validFromDate.toISOString(), validToDate.toISOString()]
      })
      expect(times).to.deep.equal([
        [`${from}.000Z`, `${to}.000Z`],
        [`${from}.000Z`, `${to}.000Z`],
      ])
    })
  }
  it('is what is read from it', async () => {
    const { ca, cert, key } = await issue({ names: NAMES, lifetime: HOUR, now })
    const { serving } = examine({ 'ca.crt': ca, 'tls.crt': cert, 'tls.key': key }, now)
    expect(serving).to.deep.equal({
      is: 'good',
      names: NAMES,
      notBefore: Date.UTC(2026, 10, 1, 11, 55),
      notAfter: Date.UTC(2026, 10, 1, 13),
      issuer: new X509Certificate(ca).fingerprint256,
    })
  })
})

if (OPENSSL !== undefined) {
  describe(`an issued certificate, as ${OPENSSL} sees it`, () => {
    let folder: Folder
    before(async () => {
      folder = temporaryFolder()
      const request = { names: NAMES, lifetime: HOUR, now: Date.now() }
      const [one, other] = await Promise.all([issue(request), issue(request)])
      folder.write('bundle.crt', other.ca + one.ca)
      folder.write('tls.crt', one.cert)
    })
    after(() => folder.remove())

    const openssl = (...args: readonly string[]): string =>
      execFileSync('openssl', args, { cwd: folder.path('.'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    it('is signed by its bundle, in the strict sense', () => {
      const told = openssl('verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', 'bundle.crt', 'tls.crt')
      expect(told).to.equal('tls.crt: OK\n')
    })
    it('says what it is for', () => {
      const wanted = 'basicConstraints,keyUsage,extendedKeyUsage,subjectAltName'
      const told = openssl('x509', '-in', 'tls.crt', '-noout', '-ext', wanted)
      expect(told.split('\n').map((line) => line.trim())).to.deep.equal([
        'X509v3 Basic Constraints: critical',
        'CA:FALSE',
        'X509v3 Key Usage: critical',
        'Digital Signature',
        'X509v3 Extended Key Usage:',
        'TLS Web Server Authentication',
        'X509v3 Subject Alternative Name:',
        'DNS:podstart-webhook, DNS:podstart-webhook.podstart, DNS:podstart-webhook.podstart.svc, DNS:podstart-webhook.podstart.svc.cluster.local, DNS:*.shop.example, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
        '',
      ])
    })
  })
}
