import { parseGoDuration } from './go-duration.ts'
import type { Nanos } from './nanos.ts'

/** What a `Pulled` Event says. `transfer` is download and unpack; `total` adds the wait in the node's pull queue. */
export type PulledReport =
  | { readonly kind: 'pulled'; readonly transfer: Nanos; readonly total: Nanos; readonly imageSize?: bigint }
  | { readonly kind: 'cached' }

interface PulledText {
  /** Kubernetes versions seen to write it. */
  readonly seenIn: string
  readonly pattern: RegExp
  readonly read: (groups: Readonly<Record<string, string | undefined>>) => PulledReport | undefined
}

const PULLED_TEXTS: readonly PulledText[] = [
  {
    seenIn: '1.30-1.37',
    pattern:
      /^Successfully pulled image ".*" in (?<transfer>\S+) \((?<total>\S+) including waiting\)(?:\. Image size: (?<size>\d+) bytes\.)?$/,
    read: pulled,
  },
  {
    seenIn: 'before the queue was timed',
    pattern: /^Successfully pulled image ".*" in (?<transfer>\S+)$/,
    read: pulled,
  },
  {
    seenIn: '1.30-1.37',
    pattern: /^Container image ".*" already present on machine/,
    read: () => ({ kind: 'cached' }),
  },
]

/** @returns undefined for a text that no row knows: the caller counts it and falls back to coarser evidence */
export function readPulledMessage(message: string): PulledReport | undefined {
  for (const { pattern, read } of PULLED_TEXTS) {
    const match = pattern.exec(message)
    if (match) return read(match.groups ?? {})
  }
  return undefined
}

function pulled(groups: Readonly<Record<string, string | undefined>>): PulledReport | undefined {
  const transfer = parseGoDuration(groups['transfer'] ?? '')
  const total = parseGoDuration(groups['total'] ?? groups['transfer'] ?? '')
  if (transfer === undefined || total === undefined) return undefined
  const size = groups['size']
  return { kind: 'pulled', transfer, total, ...(size === undefined ? {} : { imageSize: BigInt(size) }) }
}
