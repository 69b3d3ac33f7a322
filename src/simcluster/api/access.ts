import { attemptOf, type Asked } from './asked.ts'
import { PUBLIC_PATHS } from './discovery.ts'
import { forbidden, forbiddenPath, unauthorized, type Status } from './status.ts'
import { identify, type User } from './users.ts'

export type Access =
  { readonly ok: true; readonly user: User | undefined } | { readonly ok: false; readonly status: Status }

const READING = ['get', 'list', 'watch']

/** Who asks, and whether they may. */
export function accessOf(asked: Asked, authorization: string | undefined, tokens: ReadonlyMap<string, User>): Access {
  const { route, path, method } = asked
  const verb = asked.verb ?? method.toLowerCase()
  const identity = identify(authorization, tokens)
  if (identity.is === 'unknown') return { ok: false, status: unauthorized() }
  if (identity.is === 'known') {
    const { user } = identity
    const mayNot = user.readOnly === true && route !== undefined && !READING.includes(verb)
    return mayNot ? { ok: false, status: forbidden(attemptOf(verb, route), user.name) } : { ok: true, user }
  }
  if (route !== undefined) return { ok: false, status: forbidden(attemptOf(verb, route)) }
  if (PUBLIC_PATHS.includes(path)) return { ok: true, user: undefined }
  return { ok: false, status: forbiddenPath(method.toLowerCase(), path) }
}
