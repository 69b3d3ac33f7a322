import { minus, toMillis, type Nanos } from '../observe/nanos.ts'

export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

/** Whether the exporter is alive, and whether it knows the cluster. */
export interface Health {
  bytes(feed: string, at: Nanos): void
  /** The watch is open: the server answers, and it has been listed. */
  seeing(feed: string, at: Nanos): void
  /** Why a watch does not get on, for who looks at the probe. */
  trouble(feed: string, why: string): void
  live(now: Nanos): readonly Check[]
  ready(): readonly Check[]
}

/** @param silences by watch: so long no byte may come */
export function createHealth(silences: ReadonlyMap<string, Nanos>, began: Nanos): Health {
  const feeds = [...silences.keys()]
  const lastByte = new Map(feeds.map((feed) => [feed, began]))
  const synced = new Set<string>()
  const troubles = new Map<string, string>()
  const because = (feed: string): string => {
    const why = troubles.get(feed)
    return why === undefined ? '' : ` (${why})`
  }
  return {
    bytes: (feed, at) => void lastByte.set(feed, at),
    seeing(feed, at) {
      lastByte.set(feed, at)
      synced.add(feed)
      troubles.delete(feed)
    },
    trouble: (feed, why) => void troubles.set(feed, why),
    live: (now) =>
      feeds.map((feed) => {
        const age = minus(now, lastByte.get(feed) ?? began)
        const ok = age <= (silences.get(feed) ?? age)
        const detail = `last byte ${Math.round(toMillis(age) / 1_000)} s ago`
        return { name: `watch ${feed}`, ok, detail: ok ? detail : detail + because(feed) }
      }),
    ready: () =>
      feeds.map((feed) => ({
        name: `watch ${feed}`,
        ok: synced.has(feed),
        detail: synced.has(feed) ? 'listed' : `not listed yet${because(feed)}`,
      })),
  }
}
