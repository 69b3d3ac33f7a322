import { at, isFields, list, text } from '../observe/json.ts'
import type { Nanos } from '../observe/nanos.ts'
import { failed, open, readJson } from './body.ts'
import type { Connection } from './connection.ts'
import type { Ending } from './ending.ts'
import { pathOf, type Feed } from './feed.ts'
import type { IncomingSettings } from './incoming.ts'

export interface Page {
  readonly is: 'page'
  readonly at: Nanos
  readonly objects: readonly object[]
  /** Items that are no objects, as JSON. */
  readonly unreadable: readonly string[]
  readonly resourceVersion: string
  /** None on the last page. */
  readonly next: string | undefined
}

export interface PageSettings extends IncomingSettings {
  readonly pageSize: number
}

/** The next page of a consistent list; `from` is the former page's `next`. */
export async function readPage(
  connection: Connection,
  feed: Feed,
  from: string | undefined,
  settings: PageSettings,
  signal: AbortSignal,
): Promise<Page | { readonly is: 'none'; readonly ending: Ending }> {
  const path = pathOf(feed, { limit: String(settings.pageSize), ...(from !== undefined && { continue: from }) })
  const opened = await open(connection, path, settings, signal)
  if (opened.is === 'none') return opened
  const body = await readJson(opened.answer, settings)
  if (body.is === 'none') return body
  const resourceVersion = text(body.value, 'metadata', 'resourceVersion')
  // Anything may answer 200, such as a proxy's login page: that is no empty cluster.
  if (resourceVersion === undefined) return { is: 'none', ending: failed('an answer that is no list') }
  const items = list(body.value, 'items')
  return {
    is: 'page',
    at: body.at,
    objects: items.filter(isFields).map((item) => complete(item, KINDS[feed.watch])),
    unreadable: items.filter((item) => !isFields(item)).map((item) => JSON.stringify(item)),
    resourceVersion,
    next: text(body.value, 'metadata', 'continue'),
  }
}

const KINDS = { pods: 'Pod', events: 'Event' } as const

/** Objects of a list come without kind and version, which those of a watch have. */
const complete = (item: object, kind: string): object =>
  at(item, 'kind') === undefined ? { kind, apiVersion: 'v1', ...item } : item
