import 'reflect-metadata'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { randomBytes, webcrypto } from 'node:crypto'
import { alternativeNames, type Millis, type Names } from './names.ts'

/** A serving certificate with its key, and the authority that signed it; all PEM. */
export interface Issued {
  readonly ca: string
  readonly cert: string
  readonly key: string
}

export interface Request {
  readonly names: Names
  /** From now on; what is before now comes on top. */
  readonly lifetime: Millis
  readonly now: Millis
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** Clocks that are so much behind ours take the certificate all the same. */
const MOST_SKEW: Millis = 300_000

/**
 * A serving certificate from an authority of its own. The authority's key cannot be exported, and is gone when this
 * returns: nobody can sign with it again. Each authority has a name of its own, since clients look for a certificate's
 * issuer by its name first.
 */
export async function issue({ names, lifetime, now }: Request): Promise<Issued> {
  const [root, leaf] = await Promise.all([newKeys(false), newKeys(true)])
  const common = {
    signingAlgorithm: ALGORITHM,
    notBefore: wholeSecond(now - Math.min(MOST_SKEW, lifetime / 10)),
    notAfter: wholeSecond(now + lifetime),
  }
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...common,
    serialNumber: newSerial(),
    name: `CN=podstart CA ${randomBytes(8).toString('hex')}`,
    keys: root,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(root.publicKey),
    ],
  })
  const cert = await X509CertificateGenerator.create({
    ...common,
    serialNumber: newSerial(),
    subject: 'CN=podstart',
    issuer: ca.subject,
    publicKey: leaf.publicKey,
    signingKey: root.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(alternativeNames(names)),
      await AuthorityKeyIdentifierExtension.create(root.publicKey),
      await SubjectKeyIdentifierExtension.create(leaf.publicKey),
    ],
  })
  const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', leaf.privateKey), 'PRIVATE KEY')
  return { ca: lines(ca.toString('pem')), cert: lines(cert.toString('pem')), key: lines(key) }
}

const newKeys = (extractable: boolean) => webcrypto.subtle.generateKey(ALGORITHM, extractable, ['sign', 'verify'])

const wholeSecond = (instant: Millis): Date => new Date(Math.floor(instant / 1_000) * 1_000)

/** 20 bytes at most, positive, and not to be guessed. Source: RFC 5280, 4.1.2.2. */
const newSerial = (): string => `4${randomBytes(16).toString('hex').slice(1)}`

const lines = (pem: string): string => `${pem.trimEnd()}\n`
