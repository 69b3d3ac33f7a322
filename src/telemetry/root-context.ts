import { derivedSpanId, derivedTraceId, traceIdOfPod } from '../trace/ids.ts'
import { parseContext, type SpanId, type TraceContext, type TraceId } from '../trace/traceparent.ts'
import type { Standing } from '../timeline/startup.ts'
import { RESUMED_SPAN, ROOT_SPAN } from './names.ts'

/** Whether the context found at admission is linked to, or made the parent. */
export type ContextMode = 'link' | 'parent'

/** The ids of a trace's root, and what it hangs on. */
export interface RootContext {
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly sampled: boolean
  readonly parent?: TraceContext
  readonly links: readonly TraceContext[]
}

/**
 * A trusted stamp gives the root's ids; a pod without one gets the trace id made of its UID. In parent mode a found
 * context becomes the parent, and its trace the pod's; every pod of a template that carries a context then shares one.
 */
export function rootContextOf(startup: Standing, mode: ContextMode): RootContext {
  const first = firstContext(startup, mode)
  if (!startup.resumed) return first
  const { uid } = startup.view
  return {
    traceId: derivedTraceId(uid, RESUMED_SPAN),
    spanId: derivedSpanId(uid, RESUMED_SPAN),
    sampled: true,
    links: [{ traceId: first.traceId, spanId: first.spanId, sampled: first.sampled }],
  }
}

function firstContext({ view, stamp }: Standing, mode: ContextMode): RootContext {
  const context = stamp.trusted ? stamp.found : parseContext(view.pod.foreignContext)
  // What was not recorded cannot be looked at: a link to it would lead nowhere.
  const found = context?.sampled === true ? context : undefined
  const own: TraceContext = stamp.trusted
    ? stamp.context
    : { traceId: traceIdOfPod(view.uid), spanId: derivedSpanId(view.uid, ROOT_SPAN), sampled: true }
  const base = { spanId: own.spanId, sampled: own.sampled }
  if (found === undefined) return { ...base, traceId: own.traceId, links: [] }
  // A stamp made in link mode has a trace of its own, which the application may have continued: it stays.
  const isParent = mode === 'parent' && (!stamp.trusted || found.traceId === own.traceId)
  return isParent
    ? { ...base, traceId: found.traceId, parent: found, links: [] }
    : { ...base, traceId: own.traceId, links: [found] }
}
