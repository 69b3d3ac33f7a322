import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import type { Files } from '../../../src/certs/files.ts'
import { examine, type Pair } from '../../../src/certs/inventory.ts'
import { issue, type Issued } from '../../../src/certs/issue.ts'
import { temporaryFolder } from '../../support/cli.ts'
import { OPENSSL } from './handshake.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 10, 1, 12)

interface Row {
  readonly title: string
  readonly files: (one: Issued, other: Issued) => Files
  readonly at?: number
  readonly serving: Exclude<Pair, { readonly is: 'good' }> | 'good'
}

const filesOf = ({ ca, cert, key }: Issued): Files => ({ 'ca.crt': ca, 'tls.crt': cert, 'tls.key': key })
const broken = (why: string): Row['serving'] => ({ is: 'broken', why })
const NOT_SIGNED = broken('it is not signed by an authority of its bundle')

const ROWS: readonly Row[] = [
  { title: 'nothing', files: () => ({}), serving: { is: 'missing' } },
  { title: 'only a bundle', files: ({ ca }) => ({ 'ca.crt': ca }), serving: { is: 'missing' } },
  { title: 'what was issued', files: filesOf, serving: 'good' },
  {
    title: 'what was issued, with another authority in the bundle',
    files: (one, other) => ({ ...filesOf(one), 'ca.crt': other.ca + one.ca }),
    serving: 'good',
  },
  {
    title: 'text and Windows’ line ends around it',
    files: (one) => ({
      'ca.crt': `made by hand\r\n${one.ca.replaceAll('\n', '\r\n')}`,
      'tls.crt': `Subject: CN=podstart\n${one.cert}\n\n`,
      'tls.key': one.key,
    }),
    serving: 'good',
  },
  {
    title: 'a certificate with its chain',
    files: (one) => ({ ...filesOf(one), 'tls.crt': one.cert + one.ca }),
    serving: 'good',
  },
  {
    title: 'one that is trusted by itself',
    files: (one) => ({ ...filesOf(one), 'ca.crt': one.cert }),
    serving: 'good',
  },
  {
    title: 'a certificate without its key',
    files: (one) => ({ ...filesOf(one), 'tls.key': undefined as never }),
    serving: broken('it has no key'),
  },
  {
    title: 'a key without its certificate',
    files: (one) => ({ 'tls.key': one.key }),
    serving: broken('it has a key and no certificate'),
  },
  {
    title: 'the key of another certificate',
    files: (one, other) => ({ ...filesOf(one), 'tls.key': other.key }),
    serving: broken('its key is of another certificate'),
  },
  {
    title: 'a key of another kind',
    files: (one) => ({
      ...filesOf(one),
      'tls.key': generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    }),
    serving: broken('its key is of another certificate'),
  },
  {
    title: 'a key that is none',
    files: (one) => ({ ...filesOf(one), 'tls.key': one.cert }),
    serving: broken('its key cannot be read'),
  },
  {
    title: 'a certificate that is none',
    files: (one) => ({ ...filesOf(one), 'tls.crt': one.key }),
    serving: broken('its certificate cannot be read'),
  },
  {
    title: 'a certificate that is cut off',
    files: (one) => ({ ...filesOf(one), 'tls.crt': one.cert.slice(0, 200) }),
    serving: broken('its certificate cannot be read'),
  },
  {
    title: 'a certificate with a byte missing',
    files: (one) => ({ ...filesOf(one), 'tls.crt': one.cert.replace('MII', 'MI') }),
    serving: broken('its certificate cannot be read'),
  },
  {
    title: 'an authority of another name',
    files: (one, other) => ({ ...filesOf(one), 'ca.crt': other.ca }),
    serving: NOT_SIGNED,
  },
  { title: 'no authority', files: (one) => ({ ...filesOf(one), 'ca.crt': '' }), serving: NOT_SIGNED },
  {
    title: 'an authority in its chain that nobody trusts',
    files: (one, other) => ({ ...filesOf(one), 'tls.crt': one.cert + one.ca, 'ca.crt': other.ca }),
    serving: NOT_SIGNED,
  },
  { title: 'its last moment', files: filesOf, at: NOW + HOUR - 1, serving: 'good' },
  { title: 'its end', files: filesOf, at: NOW + HOUR, serving: broken('it has expired') },
  { title: 'a moment before its beginning', files: filesOf, at: NOW - 6 * 60_000 - 1, serving: 'good' },
]

describe('what is made of files', () => {
  let one: Issued
  let other: Issued
  before(async () => {
    const request = { names: ['web.shop.svc'], lifetime: HOUR, now: NOW }
    ;[one, other] = await Promise.all([issue(request), issue(request)])
  })

  for (const { title, files, at = NOW, serving } of ROWS) {
    it(`${title}: ${typeof serving === 'string' ? serving : ((serving as { why?: string }).why ?? serving.is)}`, () => {
      const held = files(one, other)
      const next: Files = {
        ...(held['ca.crt'] !== undefined && { 'ca.crt': held['ca.crt'] }),
        ...(held['tls.crt'] !== undefined && { 'next.crt': held['tls.crt'] }),
        ...(held['tls.key'] !== undefined && { 'next.key': held['tls.key'] }),
      }
      const found = [examine(held, at).serving, examine(next, at).next]
      expect(found.map((pair) => (typeof serving === 'string' ? pair.is : pair))).to.deep.equal([serving, serving])
    })
  }
  it('the bundle: each authority that has not expired, once, and nothing else', async () => {
    const old = await issue({ names: ['web.shop.svc'], lifetime: HOUR / 2, now: NOW })
    const text = `old\n${old.ca}${one.ca}new\n${other.ca}${one.ca}${one.ca.replace('MII', 'MI')}`
    const { bundle, authorities, leftovers } = examine({ 'ca.crt': text }, NOW + HOUR / 2)
    expect({ bundle, authorities, leftovers }).to.deep.equal({
      bundle: one.ca + other.ca,
      authorities: [one, other].map(({ ca }) => ({
        fingerprint: new X509Certificate(ca).fingerprint256,
        notAfter: NOW + HOUR,
      })),
      leftovers: 3,
    })
  })
  it('the names, but for those that could hide another', async () => {
    const names = ['a.svc', 'b.svc, DNS:hidden.svc', 'c"d.svc, DNS:hidden.svc, DNS:e.svc', 'f.svc']
    const files = filesOf(await issue({ names, lifetime: HOUR, now: NOW }))
    expect(examine(files, NOW).serving).to.deep.include({ is: 'good', names: ['a.svc', 'f.svc'] })
  })
  for (const [text, since] of [
    ['2026-11-01T12:00:00.123Z\n', NOW + 123],
    ['yesterday', undefined],
    ['', undefined],
  ] as const) {
    it(`trusted since ${JSON.stringify(text)}: ${since ?? 'not known'}`, () => {
      expect(examine({ 'next.trusted-since': text }, NOW).trustedSince).to.equal(since)
    })
  }
})

if (OPENSSL !== undefined) {
  describe(`a certificate that ${OPENSSL} has made`, () => {
    it('has those of its names read that a server has', () => {
      const folder = temporaryFolder()
      const names = 'DNS:a.svc,IP:FD00::1,URI:http://b.svc/,email:c@d.svc,DNS:*.e.svc,otherName:1.2.3;UTF8:DNS\\:f.svc'
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-subj',
          '/CN=x',
          '-addext',
          `subjectAltName=${names}`,
          '-keyout',
          'key',
          '-out',
          'crt',
        ],
        { cwd: folder.path('.'), stdio: 'ignore' },
      )
      const [cert, key] = [folder.read('crt'), folder.read('key')]
      folder.remove()
      const { serving } = examine({ 'ca.crt': cert, 'tls.crt': cert, 'tls.key': key }, Date.now() + 1_000)
      expect(serving).to.deep.include({ is: 'good', names: ['a.svc', 'fd00::1', '*.e.svc'] })
    })
  })
}
