import { ANONYMOUS } from './status.ts'

/** Whom a bearer token is for. */
export interface User {
  readonly name: string
  readonly groups: readonly string[]
  /** May get, list and watch, and nothing else. */
  readonly readOnly?: boolean
}

export const ADMIN: User = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }
export const VIEWER: User = { name: 'viewer', groups: ['system:authenticated'], readOnly: true }

export type Identity =
  | { readonly is: 'known'; readonly user: User }
  | { readonly is: 'anonymous'; readonly name: typeof ANONYMOUS }
  | { readonly is: 'unknown' }

/** Who sends such a header. */
export function identify(authorization: string | undefined, tokens: ReadonlyMap<string, User>): Identity {
  if (authorization === undefined) return { is: 'anonymous', name: ANONYMOUS }
  const user = tokens.get(bearerToken(authorization))
  return user === undefined ? { is: 'unknown' } : { is: 'known', user }
}

export const bearerToken = (authorization: string): string => /^Bearer (.*)$/i.exec(authorization)?.[1] ?? ''
