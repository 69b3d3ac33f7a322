import type { Nanos } from '../../observe/nanos.ts'
import type { Creation } from './create.ts'
import type { Store } from './store.ts'
import type { User } from './users.ts'
import type { WebhookCall, AdmitParts } from './webhooks/admit.ts'

/** What became of one creation, and when: what the API server itself would trace. */
export interface AdmissionReport {
  readonly resource: string
  readonly namespace: string
  /** `''` where it got none. */
  readonly name: string
  /** Undefined where nothing was stored. */
  readonly uid: string | undefined
  /** In their order: the spans `Call mutating webhook`. */
  readonly calls: readonly WebhookCall[]
  /** The span `Create etcd3`; undefined where nothing was stored. */
  readonly stored: { readonly start: Nanos; readonly end: Nanos } | undefined
}

export interface Timing {
  /** How often a watch that wants bookmarks gets one. */
  readonly bookmarkEveryMs: number
  /** A watch without a timeout of its own ends by itself after a time between these. */
  readonly watchEndsMs: readonly [least: number, most: number]
}

export const TIMING: Timing = { bookmarkEveryMs: 60_000, watchEndsMs: [30 * 60_000, 60 * 60_000] }

/** What all requests are served with. */
export interface ApiParts {
  readonly store: Store
  readonly creation: Creation
  readonly tokens: ReadonlyMap<string, User>
  readonly webhooks: Pick<AdmitParts, 'hooks' | 'caller' | 'counters'>
  /** Whether the API server itself samples the trace of a call. */
  readonly sampled: () => boolean
  readonly onAdmission: (report: AdmissionReport) => void
  readonly timing: Timing
}
