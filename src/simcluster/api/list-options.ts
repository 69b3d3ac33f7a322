import { parseFieldSelector } from './field-selector.ts'
import { parseLabelSelector, type Labels } from './label-selector.ts'
import { brokenRules } from './list-option-rules.ts'
import type { Json, ResourceName } from './resources.ts'
import type { Test } from './selector.ts'
import { badRequest, invalidOptions, type Status } from './status.ts'

/** Whether `sendInitialEvents` is served, or with which status it is refused. */
export type WatchListOffer = 'offered' | 400 | 422

export type Query = Readonly<Record<string, string>>

/** What a list or a watch was asked for. A text that was not given is `''`. */
export interface ListOptions {
  readonly watch: boolean
  readonly allowWatchBookmarks: boolean
  readonly sendInitialEvents: boolean | undefined
  readonly resourceVersion: string
  readonly resourceVersionMatch: string
  readonly limit: number
  readonly continue: string
  readonly timeoutSeconds: number
  /** With a selector, what remains is not counted. */
  readonly selective: boolean
  readonly selects: Test<Json>
}

export type Options =
  { readonly ok: true; readonly options: ListOptions } | { readonly ok: false; readonly status: Status }

export function parseListOptions(resource: ResourceName, query: Query, watchList: WatchListOffer = 'offered'): Options {
  const { labelSelector = '', fieldSelector = '', limit = '', timeoutSeconds = '' } = query
  const wrong = [limit, timeoutSeconds].find((number) => !/^(-?\d+)?$/.test(number))
  if (wrong !== undefined) return refused(`strconv.ParseInt: parsing "${wrong}": invalid syntax`)
  const labels = parseLabelSelector(labelSelector)
  if (!labels.ok) return refused(labels.problem)
  const fields = parseFieldSelector(resource, fieldSelector)
  if (!fields.ok) return refused(fields.problem)
  const given: ListOptions = {
    watch: isOn(query['watch']) ?? false,
    allowWatchBookmarks: isOn(query['allowWatchBookmarks']) ?? false,
    sendInitialEvents: isOn(query['sendInitialEvents']),
    resourceVersion: query['resourceVersion'] ?? '',
    resourceVersionMatch: query['resourceVersionMatch'] ?? '',
    limit: Number(limit),
    continue: query['continue'] ?? '',
    timeoutSeconds: Number(timeoutSeconds),
    selective: labelSelector !== '' || fieldSelector !== '',
    selects: (object) => labels.value(labelsOf(object)) && fields.value(object),
  }
  if (given.sendInitialEvents !== undefined && watchList === 400) return refused('sendInitialEvents is not supported')
  const options = watchList === 'offered' ? withDefaults(given) : given
  const causes = brokenRules(options, watchList === 'offered')
  return causes.length > 0 ? { ok: false, status: invalidOptions(causes) } : { ok: true, options }
}

const refused = (problem: string): Options => ({ ok: false, status: badRequest(problem) })

export const isOn = (text: string | undefined): boolean | undefined =>
  text === undefined ? undefined : text !== '0' && text.toLowerCase() !== 'false'

const labelsOf = (object: Json): Labels => (object['metadata'] as { readonly labels?: Labels }).labels ?? {}

/** A watch from no particular version has always begun with what is there: where WatchList is served, it is one. */
function withDefaults(options: ListOptions): ListOptions {
  const { watch, sendInitialEvents, resourceVersion, resourceVersionMatch } = options
  const legacy = watch && (resourceVersion === '' || resourceVersion === '0')
  if (!legacy || sendInitialEvents !== undefined || resourceVersionMatch !== '') return options
  return { ...options, sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' }
}
