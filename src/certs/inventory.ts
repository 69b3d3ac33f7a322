import { createPrivateKey, type X509Certificate } from 'node:crypto'
import type { Files } from './files.ts'
import { normalName, type Millis, type Names } from './names.ts'
import { certificatesIn } from './pem.ts'

/** A certificate that signs, as a bundle has it. */
export interface Authority {
  /** SHA-256 of the certificate, in hexadecimal with colons. */
  readonly fingerprint: string
  readonly notAfter: Millis
}

export type Pair =
  | { readonly is: 'missing' }
  /** Nobody can serve with it. */
  | { readonly is: 'broken'; readonly why: string }
  | GoodPair

/** The key fits, and who trusts the bundle trusts the certificate. */
export interface GoodPair {
  readonly is: 'good'
  readonly names: Names
  readonly notBefore: Millis
  /** Its own end, or that of its authority. */
  readonly notAfter: Millis
  /** The fingerprint of the authority in the bundle. */
  readonly issuer: string
}

/** What the files mean. */
export interface Inventory {
  readonly serving: Pair
  /** Issued, and not in service yet. */
  readonly next: Pair
  /** Those that have not expired, in the bundle's order. */
  readonly authorities: readonly Authority[]
  /** These in PEM, and nothing else: what is to be trusted. */
  readonly bundle: string
  /** Certificates in the bundle that have expired, are there twice, or cannot be read. */
  readonly leftovers: number
  /** Since when all webhook configurations have trusted `next`, as far as anybody looked. */
  readonly trustedSince?: Millis
}

/** Reads the files; whatever they hold, nothing is thrown. */
export function examine(files: Files, now: Millis): Inventory {
  const { all, unreadable } = certificatesIn(files['ca.crt'] ?? '')
  const alive = all.filter((one, i) => endOf(one) > now && all.findIndex((other) => isSame(one, other)) === i)
  const since = Date.parse((files['next.trusted-since'] ?? '').trim())
  return {
    serving: examinePair(files['tls.crt'], files['tls.key'], alive, now),
    next: isInService(files) ? IN_SERVICE : examinePair(files['next.crt'], files['next.key'], alive, now),
    authorities: alive.map((one) => ({ fingerprint: one.fingerprint256, notAfter: endOf(one) })),
    bundle: alive.map(String).join(''),
    leftovers: unreadable + all.length - alive.length,
    ...(Number.isFinite(since) && { trustedSince: since }),
  }
}

const endOf = (certificate: X509Certificate): Millis => certificate.validToDate.getTime()
const isSame = (one: X509Certificate, other: X509Certificate): boolean => one.fingerprint256 === other.fingerprint256

const broken = (why: string): Pair => ({ is: 'broken', why })

const IN_SERVICE = broken('it is in service already')
/** Who put it there may have come to an end before it was taken away. */
const isInService = (files: Files): boolean =>
  files['next.crt'] !== undefined && files['next.crt'] === files['tls.crt'] && files['next.key'] === files['tls.key']

function examinePair(
  cert: string | undefined,
  key: string | undefined,
  authorities: readonly X509Certificate[],
  now: Millis,
): Pair {
  if (cert === undefined && key === undefined) return { is: 'missing' }
  if (cert === undefined) return broken('it has a key and no certificate')
  if (key === undefined) return broken('it has no key')
  const { all, unreadable } = certificatesIn(cert)
  const [leaf] = all
  if (leaf === undefined || unreadable > 0) return broken('its certificate cannot be read')
  const fits = keyFits(leaf, key)
  if (fits !== true) return broken(fits)
  if (all.some((one) => endOf(one) <= now)) return broken('it has expired')
  const issuer = issuerOf(all, authorities)
  if (issuer === undefined) return broken('it is not signed by an authority of its bundle')
  return {
    is: 'good',
    names: namesOf(leaf),
    notBefore: leaf.validFromDate.getTime(),
    notAfter: Math.min(...all.map(endOf), endOf(issuer)),
    issuer: issuer.fingerprint256,
  }
}

function keyFits(leaf: X509Certificate, key: string): true | string {
  try {
    return leaf.checkPrivateKey(createPrivateKey(key)) || 'its key is of another certificate'
  } catch {
    return 'its key cannot be read'
  }
}

/** Who signed the last of a chain whose parts sign one another; one that is trusted by itself is its own. */
function issuerOf(
  chain: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): X509Certificate | undefined {
  const [one, ...rest] = chain
  if (one === undefined) return undefined
  const found = authorities.find((authority) => isSame(one, authority) || hasSigned(authority, one))
  const [above] = rest
  return found ?? (above !== undefined && hasSigned(above, one) ? issuerOf(rest, authorities) : undefined)
}

function hasSigned(authority: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(authority) && certificate.verify(authority.publicKey)
  } catch {
    // A kind of key that Node does not know.
    return false
  }
}

// Node writes all names as one text, and in quotes what could be taken for more than one name: nobody calls us by such.
const NAME = /([^:,]+):("(?:\\.|[^"\\])*"|[^,]*)(?:, |$)/gy
const CALLED_BY = ['DNS', 'IP Address']

const namesOf = ({ subjectAltName = '' }: X509Certificate): Names =>
  [...subjectAltName.matchAll(NAME)].flatMap(([, type = '', value = '']) =>
    CALLED_BY.includes(type) && !value.startsWith('"') ? [normalName(value)] : [],
  )
