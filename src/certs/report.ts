import type { Inventory, Pair } from './inventory.ts'
import { isoTime } from './keep.ts'
import type { Rest } from './pass.ts'
import { renewalOf } from './plan.ts'

type Line = readonly [label: string, text: string]

/** What there is now, as lines of two columns. */
export function report({ inventory, trusts }: Pick<Rest, 'inventory' | 'trusts'>, store: string): readonly string[] {
  const { serving, next, authorities } = inventory
  const lines: readonly Line[] = [
    ['kept in', store],
    ...pairLines('certificate for', serving),
    ...(next.is === 'missing' ? [] : pairLines('next certificate for', next)),
    ...authorities.map(({ fingerprint, notAfter }): Line => [
      `CA until ${isoTime(notAfter)}`,
      `SHA-256 ${fingerprint}`,
    ]),
    ...trusts.map((trust): Line => ['webhook configuration', trustText(trust, inventory)]),
  ]
  const width = Math.max(...lines.map(([label]) => label.length))
  return lines.map(([label, text]) => `${label.padEnd(width)}  ${text}`)
}

function pairLines(label: string, pair: Pair): readonly Line[] {
  if (pair.is === 'missing') return [[label, 'none']]
  if (pair.is === 'broken') return [[label, `nothing that can be used: ${pair.why}`]]
  return [
    [label, pair.names.join(', ')],
    ['  valid until', isoTime(pair.notAfter)],
    ['  renewed from', isoTime(renewalOf(pair))],
  ]
}

function trustText(trust: Rest['trusts'][number], { serving, bundle }: Inventory): string {
  if (trust.is === 'unseen') return `${trust.name}: ${trust.why}`
  const count = trust.webhooks.length
  const trusting = trust.webhooks.filter(
    (webhook) => serving.is === 'good' && webhook.fingerprints.includes(serving.issuer),
  ).length
  const isWhole = trust.webhooks.every((webhook) => webhook.bundle === bundle)
  const how = trusting === count ? 'trusted' : `trusted by ${trusting}`
  return `${trust.name}: ${how} (${count} webhook${count === 1 ? '' : 's'}${isWhole ? '' : ', with another bundle'})`
}
