import type { Call } from '../../accuracy/truth.ts'
import type { JaegerQueries, JaegerTrace } from '../kit/jaeger-queries.ts'

export interface TracedPod {
  readonly uid: string
  readonly namespace: string
  readonly name: string
}

type JaegerSpan = JaegerTrace['spans'][number]

/** The calls of the kubelet to its runtime that the truth is made of. */
const RUNTIME_CALL = /^runtime\.v1\.\w+\/(RunPodSandbox|PullImage|CreateContainer|StartContainer|ExecSync)$/

/** One of the API server's spans, by what it is about. */
interface Asked {
  readonly span: string
  readonly operation: string
  readonly tags: (pod: TracedPod) => Readonly<Record<string, string>>
}

const target = ({ namespace, name }: TracedPod, part: string) => ({
  'http.target': `/api/v1/namespaces/${namespace}/pods/${name}/${part}`,
})

const OF_THE_APISERVER: readonly Asked[] = [
  {
    span: 'Create etcd3',
    operation: 'Create etcd3',
    tags: ({ namespace, name }) => ({ key: `/pods/${namespace}/${name}` }),
  },
  {
    span: 'binding',
    operation: 'POST /api/v1/namespaces/{:namespace}/pods/{:name}/binding',
    tags: (pod) => target(pod, 'binding'),
  },
  {
    span: 'status',
    operation: 'PATCH /api/v1/namespaces/{:namespace}/pods/{:name}/status',
    tags: (pod) => target(pod, 'status'),
  },
]

/** What admission did is in the trace of the request that wrote the pod, and carries no name. */
const WEBHOOK_CALL = 'Call mutating webhook'

const LIMIT = '400'

/** What the components' own tracing says of a pod: never a span of podstart's. */
export async function callsOf(jaeger: JaegerQueries, pod: TracedPod): Promise<readonly Call[]> {
  const searches = [
    jaeger
      .search({
        service: 'kubelet',
        operation: 'syncPod',
        tags: JSON.stringify({ 'k8s.pod.uid': pod.uid }),
        limit: LIMIT,
      })
      .then((traces) => runtimeCalls(traces)),
    ...OF_THE_APISERVER.map(async ({ span, operation, tags }) => {
      const wanted = tags(pod)
      const traces = await jaeger.search({
        service: 'apiserver',
        operation,
        tags: JSON.stringify(wanted),
        limit: LIMIT,
      })
      const spans = traces.flatMap((trace) => trace.spans)
      const own = spans.filter((one) => one.operationName === operation && has(one, wanted))
      const calls = span === 'Create etcd3' ? spans.filter((one) => one.operationName === WEBHOOK_CALL) : []
      return [...own.map((one) => callOf(span, one)), ...calls.map((one) => callOf(WEBHOOK_CALL, one))]
    }),
  ]
  const calls = (await Promise.all(searches)).flat()
  return calls.toSorted((a, b) => a.start_us - b.start_us)
}

const runtimeCalls = (traces: readonly JaegerTrace[]): readonly Call[] =>
  traces.flatMap(({ spans, processes }) =>
    spans
      .filter(({ processID }) => processes[processID]?.serviceName === 'kubelet')
      .flatMap((span) => {
        const name = RUNTIME_CALL.exec(span.operationName)?.[1]
        return name === undefined ? [] : [callOf(name, span)]
      }),
  )

const callOf = (span: string, { startTime, duration, tags }: JaegerSpan): Call => ({
  span,
  start_us: startTime,
  end_us: startTime + duration,
  error: tags.some(({ key, value }) => key === 'error' && value === true),
})

const has = ({ tags }: JaegerSpan, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => tags.some((tag) => tag.key === key && tag.value === value))
