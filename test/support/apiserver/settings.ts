import type { WatchListOffer } from '../../../src/simcluster/api/list-options.ts'

/** What differs between servers; may be changed while one runs. */
export interface Settings {
  watchList: WatchListOffer
  /** A watch from a version that is gone: an ERROR event in a stream, as today's servers do it, or HTTP status 410. */
  expiredWatch: 'event' | 'status'
  /** How often a watch that asked for bookmarks gets one. Only of resources with a watch cache, not of Events. */
  bookmarkEveryMs: number
  /** How long a second of `timeoutSeconds` lasts. */
  secondMs: number
  /** What the header Date says; without it there is none. */
  date?: () => Date
}

export const DEFAULTS: Settings = {
  watchList: 'offered',
  expiredWatch: 'event',
  bookmarkEveryMs: 60_000,
  secondMs: 1_000,
}
