import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { messageOf } from '../observe/clip.ts'

/** The files' contents, as far as they could be read. */
export interface IdentityFiles {
  readonly cert: FileText
  readonly key: FileText
  /** Authorities of the clients' certificates, where these are asked for. */
  readonly clientCa?: FileText
}

export type FileText =
  { readonly path: string; readonly text: string } | { readonly path: string; readonly why: string }

/** What the webhook shows to its callers. */
export interface Identity {
  readonly is: 'usable'
  readonly cert: string
  readonly key: string
  readonly ca?: string
  readonly notAfter: Date
  /** As the certificate has them: `DNS:podstart.podstart.svc, IP Address:10.0.0.1`. */
  readonly names: string
}

export interface Unusable {
  readonly is: 'unusable'
  readonly why: string
}

/** A pair that belongs together and can be served. Files that are just being changed may not for a moment. */
export function readIdentity({ cert, key, clientCa }: IdentityFiles): Identity | Unusable {
  for (const file of [cert, key, clientCa]) {
    if (file !== undefined && 'why' in file) return { is: 'unusable', why: `${file.path}: ${file.why}` }
  }
  const [certText, keyText, ca] = [cert, key, clientCa].map((file) => (file && 'text' in file ? file.text : undefined))
  if (certText === undefined || keyText === undefined) return { is: 'unusable', why: 'no files' }
  const leaf = attempt(cert.path, 'a certificate in PEM', () => new X509Certificate(certText))
  if ('why' in leaf) return leaf
  const privateKey = attempt(key.path, 'a private key in PEM, without a password', () => createPrivateKey(keyText))
  if ('why' in privateKey) return privateKey
  if (!leaf.made.checkPrivateKey(privateKey.made)) {
    return { is: 'unusable', why: `${key.path} is not the key of ${cert.path}` }
  }
  const authorities = attempt(clientCa?.path ?? '', 'certificates in PEM', () => readAll(ca))
  if ('why' in authorities) return authorities
  const { validTo, subjectAltName: names = 'no names' } = leaf.made
  const pair = { cert: certText, key: keyText, ...(ca !== undefined && { ca }) }
  // Whatever else keeps them from being served, such as a chain that is none.
  const context = attempt(cert.path, 'certificates that can be served', () => createSecureContext(pair))
  return 'why' in context ? context : { is: 'usable', ...pair, notAfter: new Date(validTo), names }
}

/** Node takes the public authorities where the text is empty, and OpenSSL passes over what it cannot read. */
function readAll(certificates: string | undefined): readonly X509Certificate[] {
  if (certificates === undefined) return []
  const blocks = certificates.split(/(?=-----BEGIN )/).filter((block) => block.startsWith('-----BEGIN '))
  if (blocks.length === 0) throw new Error('there is none')
  return blocks.map((block) => new X509Certificate(block))
}

function attempt<T>(path: string, expected: string, make: () => T): { readonly made: T } | Unusable {
  try {
    return { made: make() }
  } catch (error) {
    return { is: 'unusable', why: `${path}: expected ${expected}: ${messageOf(error)}` }
  }
}
