import { ATTRIBUTES as A, ROOT_SPAN } from '../../../src/telemetry/names.ts'
import { parseTraceparent, type TraceContext } from '../../../src/trace/traceparent.ts'
import type { JaegerQueries, JaegerTrace } from '../kit/jaeger-queries.ts'
import type { Pod } from './api.ts'

export const STAMP = 'podstart.dev/traceparent'
export const ADMITTED_AT = 'podstart.dev/admitted-at'
export const FOUND = 'podstart.dev/context'

export const isStamped = ({ metadata: { annotations } }: Pod): boolean => annotations[STAMP] !== undefined

export const stampOf = ({ metadata: { annotations } }: Pod): TraceContext | undefined =>
  parseTraceparent(annotations[STAMP])

/** The trace id of a pod without a stamp of its own. */
export const uidTraceOf = ({ metadata: { uid } }: Pod): string => uid.replaceAll('-', '')

/** A pod's startup as Jaeger shows it. */
export interface StoredStartup {
  readonly traceId: string
  readonly rootId: string
  readonly outcome: unknown
  readonly stamp: unknown
  /** The names of the pod's spans, in the order of their beginnings. */
  readonly spans: readonly string[]
  /** What the root hangs on: `FOLLOWS_FROM` is a link, `CHILD_OF` a parent. */
  readonly references: readonly { readonly refType: string; readonly traceID: string; readonly spanID: string }[]
  readonly warnings: readonly string[]
}

/** The startup of this pod in the trace with this id, where others may be too. */
export async function storedStartup(
  jaeger: JaegerQueries,
  traceId: string,
  { metadata: { uid } }: Pod,
): Promise<StoredStartup | undefined> {
  const trace = await jaeger.trace(traceId)
  const own = trace?.spans.filter((span) => tagOf(span, A.podUid) === uid).toSorted(byTime) ?? []
  const root = own.find(({ operationName }) => operationName === ROOT_SPAN)
  if (trace === undefined || root === undefined) return undefined
  return {
    traceId: root.traceID,
    rootId: root.spanID,
    outcome: tagOf(root, A.outcome),
    stamp: tagOf(root, A.stamp),
    spans: own.map(({ operationName }) => operationName),
    references: root.references,
    warnings: [trace.warnings, ...own.map(({ warnings }) => warnings)].flatMap((one) => one ?? []),
  }
}

type JaegerSpan = JaegerTrace['spans'][number]

const tagOf = ({ tags }: JaegerSpan, wanted: string): unknown => tags.find(({ key }) => key === wanted)?.value

const isRoot = ({ operationName }: JaegerSpan): number => (operationName === ROOT_SPAN ? 1 : 0)

/** Of two that begin together the longer is the other's parent; a stage may be as long as the whole. */
const byTime = (a: JaegerSpan, b: JaegerSpan): number =>
  a.startTime - b.startTime || b.duration - a.duration || isRoot(b) - isRoot(a)
