import { createPrivateKey } from 'node:crypto'
import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import { readIdentity, type FileText, type IdentityFiles } from '../../../src/webhook/identity.ts'
import { createIssuer, type Issuer, type Pair } from '../../support/certificates.ts'

let authority: Issuer
let middle: Issuer
let pair: Pair
let rsa: Pair

before(async () => {
  authority = await createIssuer('authority')
  middle = await authority.below('intermediate')
  pair = await middle.issue({ names: ['podstart-webhook.podstart.svc', '10.0.0.1'], ends: 3_600 })
  rsa = await authority.issue({ kind: 'RSA' })
})

const file = (path: string, text: string): FileText => ({ path, text })
const files = ({ cert, key }: Pair, ca?: string): IdentityFiles => ({
  cert: file('tls.crt', cert),
  key: file('tls.key', key),
  ...(ca !== undefined && { clientCa: file('ca.crt', ca) }),
})
const locked = (password: string): string =>
  createPrivateKey(pair.key)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: password })
    .toString()
const PLAIN_EC = (): string => createPrivateKey(pair.key).export({ type: 'sec1', format: 'pem' }).toString()
const PLAIN_RSA = (): string => createPrivateKey(rsa.key).export({ type: 'pkcs1', format: 'pem' }).toString()
/** Without the last line of its last certificate, as if it were still being written. */
const half = (text: string): string => text.trimEnd().split('\n').slice(0, -1).join('\n')

describe('certificate files', () => {
  it('that can be served: as they are, with their names and their end', () => {
    const [before, found] = [Date.now(), readIdentity(files(pair))]
    const { notAfter, ...others } = found.is === 'usable' ? found : { notAfter: new Date(0) }
    expect(others).to.deep.equal({
      is: 'usable',
      ...pair,
      names: 'DNS:podstart-webhook.podstart.svc, IP Address:10.0.0.1',
    })
    expect(notAfter.getTime()).to.be.within(before + 3_000_000, before + 3_601_000)
  })
  it('with authorities: with them', () => {
    expect(readIdentity(files(pair, authority.ca))).to.include({ is: 'usable', ca: authority.ca })
  })

  const USABLE: readonly (readonly [title: string, read: () => IdentityFiles])[] = [
    ['a chain', () => files({ ...pair, cert: pair.cert + middle.ca })],
    ['an RSA key', () => files(rsa)],
    ['an RSA key in a form of its own', () => files({ ...rsa, key: PLAIN_RSA() })],
    ['an EC key in a form of its own', () => files({ ...pair, key: PLAIN_EC() })],
    ['certificate and key in both files', () => files({ cert: pair.cert + pair.key, key: pair.key + pair.cert })],
    ['other line breaks', () => files({ cert: pair.cert.replaceAll('\n', '\r\n'), key: pair.key })],
    ['words before it', () => files({ cert: `Certificate:\n  Data:\n${pair.cert}`, key: pair.key })],
    ['two authorities', () => files(pair, `# old\n${authority.ca}# new\n${middle.ca}`)],
  ]
  for (const [title, read] of USABLE) {
    it(`can be served: ${title}`, () => {
      expect(readIdentity(read())).to.include({ is: 'usable' })
    })
  }
  it('can be served without a name, and say so', async () => {
    expect(readIdentity(files(await authority.issue({ names: [] })))).to.include({ is: 'usable', names: 'no names' })
  })

  const CERT = 'tls.crt: expected a certificate in PEM: '
  const KEY = 'tls.key: expected a private key in PEM, without a password: '
  const CAS = 'ca.crt: expected certificates in PEM: '
  const NO_CERT = 'error:0480006C:PEM routines::no start line'
  const NO_KEY = 'error:1E08010C:DECODER routines::unsupported'
  const CUT = 'error:04800066:PEM routines::bad end line'
  const UNUSABLE: readonly (readonly [title: string, read: () => IdentityFiles, why: string])[] = [
    [
      'no certificate file',
      () => ({ ...files(pair), cert: { path: 'tls.crt', why: 'no such file' } }),
      'tls.crt: no such file',
    ],
    ['no key file', () => ({ ...files(pair), key: { path: 'tls.key', why: 'denied' } }), 'tls.key: denied'],
    [
      'no file of authorities',
      () => ({ ...files(pair), clientCa: { path: 'ca.crt', why: 'no such file' } }),
      'ca.crt: no such file',
    ],
    ['an empty certificate', () => files({ ...pair, cert: '' }), CERT + NO_CERT],
    ['a certificate that is none', () => files({ ...pair, cert: 'soon\n' }), CERT + NO_CERT],
    ['a certificate that is a key', () => files({ ...pair, cert: pair.key }), CERT + NO_CERT],
    ['half of a certificate', () => files({ ...pair, cert: half(pair.cert) }), CERT + CUT],
    [
      'half of a chain',
      () => files({ ...pair, cert: pair.cert + half(middle.ca) }),
      `tls.crt: expected certificates that can be served: ${CUT}`,
    ],
    ['an empty key', () => files({ ...pair, key: '' }), KEY + NO_KEY],
    ['a key that is none', () => files({ ...pair, key: 'soon\n' }), KEY + NO_KEY],
    ['a key that is a certificate', () => files({ ...pair, key: pair.cert }), KEY + NO_KEY],
    ['half of a key', () => files({ ...pair, key: half(pair.key) }), KEY + NO_KEY],
    [
      'a key with a password',
      () => files({ ...pair, key: locked('secret') }),
      `${KEY}error:07880109:common libcrypto routines::interrupted or cancelled`,
    ],
    ['a key of another certificate', () => files({ ...pair, key: rsa.key }), 'tls.key is not the key of tls.crt'],
    [
      'a chain the wrong way round',
      () => files({ ...pair, cert: middle.ca + pair.cert }),
      'tls.key is not the key of tls.crt',
    ],
    // Node would take the public authorities for it: whoever has a certificate of one of them would be let in.
    ['authorities that are an empty file', () => files(pair, ''), `${CAS}there is none`],
    ['authorities that are none', () => files(pair, 'soon\n'), `${CAS}there is none`],
    ['authorities that are a key', () => files(pair, pair.key), CAS + NO_CERT],
    ['authorities of which the last is half there', () => files(pair, authority.ca + half(middle.ca)), CAS + CUT],
  ]
  for (const [title, read, why] of UNUSABLE) {
    it(`cannot be served: ${title}`, () => {
      expect(readIdentity(read())).to.deep.equal({ is: 'unusable', why })
    })
  }
})
