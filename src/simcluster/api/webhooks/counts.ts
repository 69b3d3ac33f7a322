/** Of one webhook, as the API server's metrics count them. */
export interface AdmissionCounts {
  readonly calls: number
  /** Calls that failed, so that the object was let through as it was. */
  readonly failedOpen: number
  readonly rejected: number
}

const NONE: AdmissionCounts = { calls: 0, failedOpen: 0, rejected: 0 }

export interface Counters {
  add(webhook: string, what: keyof AdmissionCounts): void
  of(webhook: string): AdmissionCounts
}

export function createCounters(): Counters {
  const all = new Map<string, AdmissionCounts>()
  const of = (webhook: string): AdmissionCounts => all.get(webhook) ?? NONE
  return {
    add: (webhook, what) => void all.set(webhook, { ...of(webhook), [what]: of(webhook)[what] + 1 }),
    of,
  }
}
