import type { Nanos } from '../observe/nanos.ts'

/** A call of a component, as its own tracing would tell it. Times are microseconds since 1970. */
export interface Call {
  readonly span: SpanName
  readonly start_us: number
  readonly end_us: number
  readonly error: boolean
  /** Whose it was; the tracing of a real cluster does not say it. */
  readonly container?: string
}

export type SpanName =
  | 'Call mutating webhook'
  | 'Create etcd3'
  | 'binding'
  | 'status'
  | 'RunPodSandbox'
  | 'PullImage'
  | 'CreateContainer'
  | 'StartContainer'
  | 'ExecSync'

/** All that really happened to one pod, as in the files `*.truth.json` beside recordings. */
export interface PodTruth {
  readonly pod: string
  readonly uid: string
  readonly spans: readonly Call[]
}

export interface SubjectOfCall {
  readonly uid: string
  readonly name: string
}

export interface Truth {
  tell(pod: SubjectOfCall, call: { span: SpanName; from: Nanos; to: Nanos; error?: boolean; container?: string }): void
  /** In the order the pods were first told of; each pod's calls by their start. */
  all(): readonly PodTruth[]
  forget(uid: string): void
}

const micros = (instant: Nanos): number => Number(instant / 1_000n)

export function createTruth(): Truth {
  const pods = new Map<string, { readonly pod: string; readonly spans: Call[] }>()
  return {
    tell({ uid, name }, { span, from, to, error = false, container }) {
      const known = pods.get(uid) ?? { pod: name, spans: [] }
      pods.set(uid, known)
      known.spans.push({
        span,
        start_us: micros(from),
        end_us: micros(to),
        error,
        ...(container === undefined ? {} : { container }),
      })
    },
    all: () =>
      [...pods].map(([uid, { pod, spans }]) => ({
        pod,
        uid,
        spans: spans.toSorted((a, b) => a.start_us - b.start_us),
      })),
    forget: (uid) => void pods.delete(uid),
  }
}

/** A truth that nobody asks for. */
export const NO_TRUTH: Truth = { tell: () => undefined, all: () => [], forget: () => undefined }
