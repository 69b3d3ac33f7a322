import { randomBytes, randomUUID } from 'node:crypto'
import type { Nanos } from '../../../observe/nanos.ts'
import { labelsOf, without } from '../metadata.ts'
import { applied6902 } from '../patch.ts'
import { RESOURCES, typed, type Json } from '../resources.ts'
import { misshapen } from '../shape.ts'
import { badRequest, failure, forbiddenFor, internalError, type Status } from '../status.ts'
import type { Store } from '../store.ts'
import type { Caller } from './call.ts'
import type { Counters } from './counts.ts'
import type { Hook } from './hooks.ts'
import { denial, readReview, requestOf, reviewOf, type Admission } from './review.ts'
import { isForCreation } from './rules.ts'

/** One call of a webhook: the API server's span `Call mutating webhook`. */
export interface WebhookCall {
  readonly configuration: string
  readonly webhook: string
  readonly start: Nanos
  readonly end: Nanos
  readonly outcome: 'patched' | 'unchanged' | 'failed open' | 'rejected'
}

/** The trace that calls belong to. */
export interface CallTrace {
  readonly traceId: string
  readonly sampled: boolean
}

export interface AdmitParts {
  readonly store: Store
  readonly hooks: () => readonly Hook[]
  readonly caller: Caller
  readonly counters: Counters
  readonly now: () => Nanos
  /** The API's defaults for what a webhook has changed. */
  readonly defaults: (object: Json) => Json
}

export type Admitted = { readonly calls: readonly WebhookCall[]; readonly warnings: readonly string[] } & (
  { readonly ok: true; readonly object: Json } | { readonly ok: false; readonly status: Status }
)

/** Sends an object through all webhooks that want it, one after the other. Each is called once. */
export async function admit(parts: AdmitParts, admission: Admission, given: Json, trace: CallTrace): Promise<Admitted> {
  const calls: WebhookCall[] = []
  const warnings: string[] = []
  let object = given
  for (const hook of parts.hooks()) {
    const wanted = isWanted(parts, hook, admission, object)
    if (wanted.is === 'no') continue
    if (wanted.is === 'refused') return { ok: false, status: wanted.status, calls, warnings }
    const start = parts.now()
    const turn = await consult(parts, hook, admission, object, trace)
    calls.push({
      configuration: hook.configuration,
      webhook: hook.name,
      start,
      end: parts.now(),
      outcome: turn.outcome,
    })
    count(parts.counters, hook.name, turn.outcome)
    warnings.push(...turn.warnings)
    if (turn.outcome === 'rejected') return { ok: false, status: turn.status, calls, warnings }
    if (turn.outcome === 'patched') object = parts.defaults(turn.object)
  }
  return { ok: true, object, calls, warnings }
}

function count(counters: Counters, webhook: string, outcome: WebhookCall['outcome']): void {
  counters.add(webhook, 'calls')
  if (outcome === 'failed open') counters.add(webhook, 'failedOpen')
  if (outcome === 'rejected') counters.add(webhook, 'rejected')
}

type Wanted = { readonly is: 'yes' } | { readonly is: 'no' } | { readonly is: 'refused'; readonly status: Status }

/** Source: Kubernetes 1.36, `plugin/webhook/generic/webhook.go`. */
function isWanted({ store }: AdmitParts, hook: Hook, admission: Admission, object: Json): Wanted {
  const { resource, name } = admission
  // Nobody could mend a configuration that refuses its own mending.
  if (resource === 'mutatingwebhookconfigurations') return { is: 'no' }
  const isFitting =
    hook.rules.some((rule) => isForCreation(rule, resource)) &&
    isInNamespace(store, hook, admission, object) &&
    hook.ofObject(labelsOf(object))
  if (!isFitting) return { is: 'no' }
  const judged = hook.conditions({
    object: typed(resource, object),
    request: without(requestOf(admission, '', {}), 'uid', 'object', 'oldObject'),
  })
  if (judged.is === 'met') return { is: 'yes' }
  if (judged.is === 'not met' || hook.isIgnored) return { is: 'no' }
  return { is: 'refused', status: forbiddenFor(resource, name === '' ? undefined : name, judged.why) }
}

function isInNamespace(store: Store, { inNamespace }: Hook, { resource, namespace }: Admission, object: Json): boolean {
  if (resource === 'namespaces') return inNamespace(labelsOf(object))
  if (!RESOURCES[resource].namespaced) return true
  return inNamespace(labelsOf(store.get('namespaces', '', namespace) ?? {}))
}

type Turn = { readonly warnings: readonly string[] } & (
  | { readonly outcome: 'unchanged' | 'failed open' }
  | { readonly outcome: 'patched'; readonly object: Json }
  | { readonly outcome: 'rejected'; readonly status: Status }
)

async function consult(
  { caller }: AdmitParts,
  hook: Hook,
  admission: Admission,
  object: Json,
  trace: CallTrace,
): Promise<Turn> {
  if (admission.dryRun && !hook.allowsDryRun) {
    return rejected(badRequest(`admission webhook "${hook.name}" does not support dry run`))
  }
  if (!hook.reviewVersions.includes('v1')) {
    const why = 'webhook does not accept known AdmissionReview versions (v1, v1beta1)'
    return failed(hook, `could not create admission objects: ${why}`)
  }
  const uid = randomUUID()
  const called = await caller.call(hook, reviewOf(requestOf(admission, uid, object)), traceparentOf(trace))
  if (called.is === 'failed') return failed(hook, `failed to call webhook: ${called.why}`)
  const review = readReview(uid, called.body)
  if (review.is === 'invalid') return failed(hook, review.why)
  if (review.is === 'denied') {
    const { code, message, reason } = denial(hook.name, review.result)
    return { ...rejected(failure(code, reason, message)), warnings: review.warnings }
  }
  return { ...patchedBy(admission, object, review.patch), warnings: review.warnings }
}

/** A patch that does not fit is the API server's own failure, which no `failurePolicy` forgives. */
function patchedBy({ resource }: Admission, object: Json, patch: readonly unknown[]): Turn {
  if (patch.length === 0) return { outcome: 'unchanged', warnings: [] }
  const applied = applied6902(typed(resource, object), patch)
  if (!applied.ok) return rejected(internalError(applied.why))
  const status = misshapen(resource, applied.value)
  if (status !== undefined) return rejected(internalError(status.message))
  return { outcome: 'patched', object: without(applied.value as Json, 'kind', 'apiVersion'), warnings: [] }
}

const rejected = (status: Status): Turn => ({ outcome: 'rejected', status, warnings: [] })

function failed(hook: Hook, why: string): Turn {
  if (hook.isIgnored) return { outcome: 'failed open', warnings: [] }
  return rejected(internalError(`failed calling webhook "${hook.name}": ${why}`))
}

const traceparentOf = ({ traceId, sampled }: CallTrace): string =>
  `00-${traceId}-${randomBytes(8).toString('hex')}-${sampled ? '01' : '00'}`
