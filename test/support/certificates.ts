import 'reflect-metadata'
import { generateKeyPairSync, type KeyObject, type webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** A certificate and its key, PEM. */
export interface Pair {
  readonly cert: string
  readonly key: string
}

export interface Wanted {
  readonly commonName?: string
  /** DNS names and addresses. */
  readonly names?: readonly string[]
  /** Seconds from now; also such as are over. */
  readonly ends?: number
  readonly kind?: 'EC' | 'RSA'
}

/** Signs certificates for servers and for clients. */
export interface Issuer {
  /** Its own certificate, PEM. */
  readonly ca: string
  issue(wanted?: Wanted): Promise<Pair>
  /** Another one, whose certificate this one has signed. */
  below(name: string): Promise<Issuer>
}

const HOUR_S = 3_600
const LOCAL = ['127.0.0.1', 'localhost']

const KINDS = {
  EC: {
    algorithm: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
    make: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  },
  RSA: {
    algorithm: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    make: () => generateKeyPairSync('rsa', { modulusLength: 2_048 }),
  },
} as const

interface Keys {
  readonly publicKey: webcrypto.CryptoKey
  readonly privateKey: webcrypto.CryptoKey
  readonly pem: string
}

function newKeys(kind: keyof typeof KINDS): Keys {
  const { algorithm, make } = KINDS[kind]
  const { publicKey, privateKey } = make()
  const forUse = (key: KeyObject, use: 'sign' | 'verify') => key.toCryptoKey(algorithm, true, [use])
  return {
    publicKey: forUse(publicKey, 'verify'),
    privateKey: forUse(privateKey, 'sign'),
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const between = (ends = 24 * HOUR_S) => ({
  notBefore: new Date(Date.now() - 48 * HOUR_S * 1_000),
  notAfter: new Date(Date.now() + ends * 1_000),
})

const SIGNS = [
  new BasicConstraintsExtension(true, undefined, true),
  new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true),
]

const namesOf = (names: readonly string[]) =>
  new SubjectAlternativeNameExtension(
    names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
  )

const extensionsOf = (names: readonly string[]) => [
  ...(names.length === 0 ? [] : [namesOf(names)]),
  new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
]

export async function createIssuer(name: string): Promise<Issuer> {
  const keys = newKeys('EC')
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...between(),
    signingAlgorithm: KINDS.EC.algorithm,
    name: `CN=${name}`,
    keys,
    extensions: SIGNS,
  })
  return issuerOf(ca.subject, ca.toString('pem'), keys)
}

const issuerOf = (issuer: string, ca: string, { privateKey: signingKey }: Keys): Issuer => ({
  ca: `${ca}\n`,
  async issue({ commonName = 'webhook', names = LOCAL, ends, kind = 'EC' } = {}) {
    const { publicKey, pem: key } = newKeys(kind)
    const cert = await X509CertificateGenerator.create({
      ...between(ends),
      signingAlgorithm: KINDS.EC.algorithm,
      issuer,
      subject: `CN=${commonName}`,
      publicKey,
      signingKey,
      extensions: extensionsOf(names),
    })
    return { cert: `${cert.toString('pem')}\n`, key }
  },
  async below(name) {
    const keys = newKeys('EC')
    const cert = await X509CertificateGenerator.create({
      ...between(),
      signingAlgorithm: KINDS.EC.algorithm,
      issuer,
      subject: `CN=${name}`,
      publicKey: keys.publicKey,
      signingKey,
      extensions: SIGNS,
    })
    return issuerOf(cert.subject, cert.toString('pem'), keys)
  },
})
