import type { IncomingMessage } from 'node:http'

/** Bodies on their way; who sends many large ones, and none of them whole, must not fill the memory. */
export interface BodyRoom {
  /** @returns what gives its place back, or undefined where there is none */
  take(request: Pick<IncomingMessage, 'headers'>): (() => void) | undefined
}

/** The bytes of all that are larger than `small`, which need no place: the reviews of nearly all pods. */
export interface BodyLimits {
  readonly largest: number
  readonly small: number
  readonly together: number
}

const KIB = 1_024
export const BODY_LIMITS: BodyLimits = {
  // The API server takes objects of 3 MiB, and a review may hold two of them.
  largest: 8 * KIB * KIB,
  small: 64 * KIB,
  together: 128 * KIB * KIB,
}

export function createBodyRoom({ largest, small, together }: BodyLimits = BODY_LIMITS): BodyRoom {
  let taken = 0
  return {
    take({ headers }) {
      const size = sizeOf(headers['content-length'], largest)
      if (size <= small) return () => undefined
      if (taken + size > together) return undefined
      taken += size
      return () => {
        taken -= size
      }
    },
  }
}

/** What a body may come to: one that does not say may be as large as any. Node reads no more than was said. */
function sizeOf(length: string | undefined, largest: number): number {
  const said = Number(length)
  return length === undefined || Number.isNaN(said) ? largest : Math.min(said, largest)
}
