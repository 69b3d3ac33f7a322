import type { Trust } from './plan.ts'
import type { Conflict, Failure, Written } from './store.ts'

/** What a webhook configuration trusts, and the version in which it was seen. */
export type SeenTrust = Extract<Trust, { readonly is: 'seen' }> & { readonly version: string }
export type UnseenTrust = Extract<Trust, { readonly is: 'unseen' }>

/** The webhook configurations that are to trust the certificates. */
export interface Configurations {
  read(): Promise<readonly (SeenTrust | UnseenTrust)[]>
  /** All its webhooks get the bundle, if it is as it was seen. */
  write(seen: SeenTrust, bundle: string): Promise<Written | Conflict | Failure>
}

export const NO_CONFIGURATIONS: Configurations = {
  read: () => Promise.resolve([]),
  write: () => Promise.resolve({ is: 'written' }),
}
