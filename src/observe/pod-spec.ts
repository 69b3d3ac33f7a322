import { defined, has, list, text, texts } from './json.ts'
import type { ContainerSpec, PodFact, PodUid } from './observation.ts'
import { parseTimestamp } from './timestamp.ts'
import { workloadOf } from './workload.ts'

/** Where others leave a trace context on a pod, the most standard first (KEP-5915; OpenTelemetry operator; Dynatrace). */
const FOREIGN_CONTEXTS = [
  'tracing.k8s.io/traceparent',
  'opentelemetry.io/traceparent',
  'traces.opentelemetry.io/traceparent',
  'traceparent',
]

export const DEFAULT_PREFIX = 'podstart.dev'

/**
 * What a pod is made of.
 *
 * @param prefix of our own annotations, without the slash
 * @returns undefined when namespace, name or creation time are missing: then it is no pod
 */
export function readPodSpec(pod: unknown, prefix: string = DEFAULT_PREFIX): PodFact | undefined {
  const namespace = text(pod, 'metadata', 'namespace')
  const name = text(pod, 'metadata', 'name')
  const createdAt = parseTimestamp(text(pod, 'metadata', 'creationTimestamp'))
  if (namespace === undefined || name === undefined || createdAt === undefined) return undefined
  const annotations = texts(pod, 'metadata', 'annotations')
  return {
    kind: 'pod',
    namespace,
    name,
    createdAt,
    restartPolicy: text(pod, 'spec', 'restartPolicy') ?? 'Always',
    workload: workloadOf(pod),
    readinessGates: list(pod, 'spec', 'readinessGates').flatMap((gate) => text(gate, 'conditionType') ?? []),
    containers: readContainers(pod),
    ...defined({
      stamp: readStamp(annotations, prefix),
      foreignContext: FOREIGN_CONTEXTS.map((key) => annotations[key]).find((value) => value !== undefined),
      mirrorOf: annotations['kubernetes.io/config.mirror'] as PodUid | undefined,
      serviceName: annotations['resource.opentelemetry.io/service.name'],
    }),
  }
}

function readStamp(annotations: Readonly<Record<string, string>>, prefix: string): PodFact['stamp'] {
  const traceparent = annotations[`${prefix}/traceparent`]
  const admittedAt = annotations[`${prefix}/admitted-at`]
  if (traceparent === undefined || admittedAt === undefined) return undefined
  return { traceparent, admittedAt, ...defined({ context: annotations[`${prefix}/context`] }) }
}

function readContainers(pod: unknown): readonly ContainerSpec[] {
  const read = (key: string, role: (container: unknown) => ContainerSpec['role']) =>
    list(pod, 'spec', key).flatMap((container): ContainerSpec[] => {
      const name = text(container, 'name')
      if (name === undefined) return []
      const probes = (['startup', 'readiness'] as const).filter((probe) => has(container, `${probe}Probe`))
      return [
        {
          name,
          role: role(container),
          probes,
          ...defined({
            image: text(container, 'image'),
            restartPolicy: key === 'containers' ? text(container, 'restartPolicy') : undefined,
          }),
        },
      ]
    })
  return [
    ...read('initContainers', (one) => (text(one, 'restartPolicy') === 'Always' ? 'sidecar' : 'init')),
    ...read('containers', () => 'main'),
  ]
}
