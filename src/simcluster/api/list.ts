import { decodeContinue, encodeContinue, type Continuation } from './continue-token.ts'
import type { ListOptions } from './list-options.ts'
import { apiVersionOf, RESOURCES, shown, type Json, type ResourceName } from './resources.ts'
import { firstIndex } from './shelf.ts'
import { badRequest, expired, tooLarge, type Status } from './status.ts'
import type { Entries, Store } from './store.ts'

/** Whose objects: all of a resource, or those of a namespace. */
export interface Target {
  readonly resource: ResourceName
  readonly namespace: string | undefined
}

export type Listed = { readonly ok: true; readonly list: Json } | { readonly ok: false; readonly status: Status }

const LIST_EXPIRED = 'The resourceVersion for the provided list is too old.'
const CONTINUE_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.'

/** One page of a list, or all of it. */
export function list(store: Store, target: Target, options: ListOptions): Listed {
  const begin = beginOf(store, target, options)
  if (!begin.ok) return begin
  const { version, after, page } = begin
  const all = inNamespace(store.list(target.resource, version), target)
  const rest = after === '' ? all : all.slice(firstIndex(all.length, (index) => keyAt(all, index) > after))
  const { entries, more } = pageOf(rest, options, limitOf(target, options))
  const last = entries.at(-1)
  const next =
    more && last !== undefined ? { continue: encodeContinue({ after: last[0], version, page: page + 1 }) } : {}
  const counted = more && !options.selective ? { remainingItemCount: rest.length - entries.length } : {}
  return {
    ok: true,
    list: {
      kind: `${RESOURCES[target.resource].kind}List`,
      apiVersion: apiVersionOf(target.resource),
      metadata: { resourceVersion: String(version), ...next, ...counted },
      items: entries.map(([, object]) => shown(target.resource, object)),
    },
  }
}

type Begin = ({ readonly ok: true } & Continuation) | { readonly ok: false; readonly status: Status }

/** Of which version the list is, and after which key it begins. */
function beginOf(store: Store, { resource }: Target, options: ListOptions): Begin {
  const now = store.version()
  const refuse = (status: Status): Begin => ({ ok: false, status })
  if (options.continue !== '') return continued(store, options)
  if (!/^\d*$/.test(options.resourceVersion)) {
    const why = `strconv.ParseUint: parsing "${options.resourceVersion}": invalid syntax`
    return refuse(
      badRequest(`invalid resource version: resourceVersion: Invalid value: "${options.resourceVersion}": ${why}`),
    )
  }
  const asked = Number(options.resourceVersion)
  if (asked > now) return refuse(tooLarge(asked, now, RESOURCES[resource].cached ? 1 : 0))
  const exact = options.resourceVersionMatch === 'Exact' || (options.resourceVersionMatch === '' && options.limit > 0)
  if (!exact || asked === 0) return { ok: true, version: now, after: '', page: 1 }
  if (asked < store.oldest()) return refuse(expired(LIST_EXPIRED))
  return { ok: true, version: asked, after: '', page: 1 }
}

function continued(store: Store, options: ListOptions): Begin {
  const token = decodeContinue(options.continue)
  if (!token.ok) return { ok: false, status: badRequest(`invalid continue token: ${token.problem}`) }
  if (options.resourceVersion !== '' && options.resourceVersion !== '0')
    return { ok: false, status: badRequest('specifying resource version is not allowed when using continue') }
  const { version } = token.value
  if (version < 0) return { ok: true, ...token.value, version: store.version() }
  if (version >= store.oldest()) return { ok: true, ...token.value }
  return { ok: false, status: expired(CONTINUE_EXPIRED, encodeContinue({ ...token.value, version: -1 })) }
}

const keyAt = (entries: Entries, index: number): string => entries[index]?.[0] ?? ''

/** Those of a namespace follow one another. */
export function inNamespace(entries: Entries, { namespace }: Target): Entries {
  if (namespace === undefined) return entries
  const from = firstIndex(entries.length, (index) => keyAt(entries, index) >= `${namespace}/`)
  // '0' is what comes after '/'.
  const to = firstIndex(entries.length, (index) => keyAt(entries, index) >= `${namespace}0`)
  return entries.slice(from, to)
}

/** The watch cache gives all it has to whom any version will do. */
const limitOf = ({ resource }: Target, { limit, resourceVersion }: ListOptions): number =>
  limit <= 0 || (resourceVersion === '0' && RESOURCES[resource].cached) ? Infinity : limit

/** A page that is full says there is more, even where the selector leaves out all that comes. */
function pageOf(rest: Entries, { selects }: ListOptions, limit: number) {
  const entries: Entries[number][] = []
  for (const [index, entry] of rest.entries()) {
    if (selects(entry[1])) entries.push(entry)
    if (entries.length >= limit) return { entries, more: index < rest.length - 1 }
  }
  return { entries, more: false }
}
