import { MIRROR, optOutLabel, stampKeys } from '../observe/annotation-keys.ts'
import { ratioIn, type Ratios } from '../trace/ratio.ts'
import type { TraceContext } from '../trace/traceparent.ts'
import { annotationBytes, MOST_ANNOTATION_BYTES } from './annotation-bytes.ts'
import { findContext, type TraceHeaders } from './found-context.ts'
import { patchOf, type Operation } from './patch.ts'
import type { NewPod, Review } from './review.ts'
import { makeStamp, type Fresh, type StampSettings } from './stamp.ts'

/** Why a review is answered without a patch. */
export const SKIPS = [
  'late',
  'not_a_pod',
  'malformed',
  'mirror_pod',
  'excluded',
  'opted_out',
  'annotation_limit',
] as const

export type Skip = (typeof SKIPS)[number]

/** What becomes of a pod; in each case it is allowed. */
export type Decision =
  | { readonly is: 'stamped'; readonly context: TraceContext; readonly patch: readonly Operation[] }
  | { readonly is: 'skipped'; readonly reason: Skip; readonly detail?: string }

export interface AdmissionRules extends StampSettings, Ratios {
  /** Namespaces whose pods are not stamped. */
  readonly excluded: readonly string[]
  /** Whether containers get the variable `TRACEPARENT`. */
  readonly inject: boolean
}

/** How long the caller has waited, and how long it will, in milliseconds. */
export interface Patience {
  readonly waited: number
  readonly timeout: number
}

/** Behind it the answer may come too late, and every moment more is a moment that a pod waits for nothing. */
const LATE = 0.6

export type Answerable = Exclude<Review, { readonly is: 'no review' }>

/** Whether a pod is stamped, and how: from the call alone, without a question to anybody. */
export function decide(
  review: Answerable,
  headers: TraceHeaders,
  patience: Patience,
  fresh: Fresh,
  rules: AdmissionRules,
): Decision {
  if (patience.waited > LATE * patience.timeout) {
    const [waited, timeout] = [Math.round(patience.waited), Math.round(patience.timeout)]
    return { is: 'skipped', reason: 'late', detail: `waited ${waited} ms of ${timeout} ms` }
  }
  if (review.is === 'other') return { is: 'skipped', reason: 'not_a_pod', detail: review.what }
  if (review.is === 'malformed') return { is: 'skipped', reason: 'malformed', detail: review.why }
  const { pod } = review
  const reason = EXEMPTIONS.find(([, holds]) => holds(pod, rules))?.[0]
  return reason === undefined ? stamp(pod, headers, fresh, rules) : { is: 'skipped', reason }
}

const EXEMPTIONS: readonly (readonly [Skip, (pod: NewPod, rules: AdmissionRules) => boolean])[] = [
  // The kubelet compares it with the static pod's hash: it must stay as it is.
  ['mirror_pod', ({ annotations = {} }) => Object.hasOwn(annotations, MIRROR)],
  ['excluded', ({ namespace }, { excluded }) => excluded.includes(namespace)],
  ['opted_out', ({ labels }, { prefix }) => labels[optOutLabel(prefix)] === 'false'],
]

function stamp(pod: NewPod, headers: TraceHeaders, fresh: Fresh, rules: AdmissionRules): Decision {
  const { annotations = {} } = pod
  const ratio = ratioIn(rules, pod.namespace)
  const { context, annotations: added } = makeStamp(fresh, findContext(headers, annotations), { ...rules, ratio })
  // A stamp that is there already is another pod's.
  const keys = stampKeys(rules.prefix)
  const copied = Object.values(keys).filter((key) => Object.hasOwn(annotations, key))
  const bytes = annotationBytes({ ...without(annotations, copied), ...added })
  if (bytes > MOST_ANNOTATION_BYTES) {
    return { is: 'skipped', reason: 'annotation_limit', detail: `${bytes} bytes with the stamp` }
  }
  const removed = copied.filter((key) => !Object.hasOwn(added, key))
  const traceparent = rules.inject ? added[keys.traceparent] : undefined
  const changes = { added, removed, traceparent, copied: annotations[keys.traceparent] }
  return { is: 'stamped', context, patch: patchOf(pod, changes) }
}

const without = (annotations: Readonly<Record<string, string>>, keys: readonly string[]) =>
  Object.fromEntries(Object.entries(annotations).filter(([key]) => !keys.includes(key)))
