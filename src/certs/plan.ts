import type { GoodPair, Inventory, Pair } from './inventory.ts'
import { union, type Millis, type Names } from './names.ts'

/** What one webhook of a configuration trusts. */
export interface WebhookTrust {
  readonly name: string
  /** PEM. */
  readonly bundle: string
  readonly fingerprints: readonly string[]
}

/** What one webhook configuration trusts. */
export type Trust =
  | { readonly is: 'seen'; readonly name: string; readonly webhooks: readonly WebhookTrust[] }
  /** Not there, or it may not be read or written. */
  | { readonly is: 'unseen'; readonly name: string; readonly why: string }

export interface Wanted {
  readonly names: Names
  /** So long every webhook configuration has a new authority, before a certificate of it is in service. */
  readonly settle: Millis
}

export type Step =
  /** A new certificate, in service at once: there is none that anybody could lose. */
  | { readonly is: 'issue'; readonly why: string; readonly names: Names }
  /** A new certificate that waits, and its authority in the bundle. */
  | { readonly is: 'prepare'; readonly why: string; readonly names: Names }
  /** What waits goes into service. */
  | { readonly is: 'promote'; readonly why: string }
  /** Webhook configurations that do not have the bundle get it. */
  | { readonly is: 'trust'; readonly names: readonly string[] }
  /** From now on all of them trust what waits. */
  | { readonly is: 'begin settling' }
  /** One of them does not any more. */
  | { readonly is: 'end settling' }
  /** What nobody can use goes. */
  | { readonly is: 'prune' }
  | { readonly is: 'rest'; readonly until: Millis; readonly why: 'settling' | 'not trusted' | 'nothing is due' }

/**
 * The next thing to do. Whoever does it looks again, and asks again, until there is rest.
 *
 * No certificate goes into service before each webhook configuration has trusted its authority for the settle time,
 * unless nobody can use the one that is. Authorities go when they expire, so each is trusted as long as anything may be
 * served with it.
 */
export function plan(inventory: Inventory, trusts: readonly Trust[], wanted: Wanted, now: Millis): Step {
  const { serving, next, bundle, trustedSince } = inventory
  if (serving.is !== 'good') return replace(serving, next, wanted)
  const isTrusted = next.is === 'good' && trusts.every((trust) => hasAuthority(trust, next.issuer))
  // First: were it forgotten later, one who comes between would take the time before the change for settled.
  if (trustedSince !== undefined && !isTrusted) return { is: 'end settling' }
  if (inventory.leftovers > 0 || next.is === 'broken') return { is: 'prune' }
  const without = trusts.filter((trust) => trust.is === 'seen' && trust.webhooks.some((one) => one.bundle !== bundle))
  if (without.length > 0) return { is: 'trust', names: without.map(({ name }) => name) }
  if (next.is === 'missing') return whenDue(serving, inventory, wanted, now)
  if (!isTrusted) return { is: 'rest', until: serving.notAfter, why: 'not trusted' }
  // A time that is still to come was written by a clock that was wrong.
  if (trustedSince === undefined || trustedSince > now + wanted.settle) return { is: 'begin settling' }
  const settled = trustedSince + wanted.settle
  return now < settled
    ? { is: 'rest', until: Math.min(settled, serving.notAfter), why: 'settling' }
    : { is: 'promote', why: 'its authority is trusted everywhere' }
}

function replace(serving: Exclude<Pair, GoodPair>, next: Pair, { names }: Wanted): Step {
  const why = serving.is === 'missing' ? 'there is none' : `the one in service cannot be used: ${serving.why}`
  return next.is === 'good' ? { is: 'promote', why } : { is: 'issue', why, names }
}

const hasAuthority = (trust: Trust, fingerprint: string): boolean =>
  trust.is === 'seen' && trust.webhooks.every(({ fingerprints }) => fingerprints.includes(fingerprint))

function whenDue(serving: GoodPair, { authorities }: Inventory, { names }: Wanted, now: Millis): Step {
  const lacking = names.filter((name) => !serving.names.includes(name))
  if (lacking.length > 0) {
    // With the names that are there: replicas that want different ones come to rest, too.
    const both = union(names, serving.names)
    return { is: 'prepare', why: `the one in service is not for ${lacking.join(', ')}`, names: both }
  }
  if (now < serving.notBefore) return { is: 'prepare', why: 'the one in service is not valid yet', names }
  const renewal = renewalOf(serving)
  if (now >= renewal) return { is: 'prepare', why: 'two thirds of its lifetime are over', names }
  return { is: 'rest', until: Math.min(renewal, ...authorities.map(({ notAfter }) => notAfter)), why: 'nothing is due' }
}

/** When a certificate is renewed: what is left then, a third, is for things that go wrong. */
export const renewalOf = ({ notBefore, notAfter }: Pick<GoodPair, 'notBefore' | 'notAfter'>): Millis =>
  notAfter - (notAfter - notBefore) / 3
