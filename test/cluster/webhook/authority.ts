import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { ADDRESSES } from '../kit/cluster.ts'

/** A serving certificate and its key, PEM. */
export interface ServingPair {
  readonly cert: string
  readonly key: string
}

/** Signs for the webhooks of these tests. */
export interface Authority {
  readonly ca: string
  /** For the machine's address on the cluster's link, and these names. */
  issue(names?: readonly string[]): Promise<ServingPair>
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const HOUR_MS = 3_600_000

const newKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])

export async function createAuthority(name = 'CN=webhook-test'): Promise<Authority> {
  const now = Date.now()
  const common = {
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(now - HOUR_MS),
    notAfter: new Date(now + 24 * HOUR_MS),
  }
  const root = await newKeys()
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...common,
    name,
    keys: root,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true),
    ],
  })
  return {
    ca: ca.toString('pem'),
    async issue(names = []) {
      const leaf = await newKeys()
      const dns = names.map((value) => ({ type: 'dns' as const, value }))
      const cert = await X509CertificateGenerator.create({
        ...common,
        subject: 'CN=webhook',
        issuer: ca.subject,
        publicKey: leaf.publicKey,
        signingKey: root.privateKey,
        extensions: [
          new SubjectAlternativeNameExtension([{ type: 'ip', value: ADDRESSES.machine }, ...dns]),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        ],
      })
      const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', leaf.privateKey), 'PRIVATE KEY')
      return { cert: cert.toString('pem'), key }
    },
  }
}
