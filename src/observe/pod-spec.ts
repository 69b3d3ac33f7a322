import { DEFAULT_PREFIX, MIRROR, optOutLabel, stampKeys } from './annotation-keys.ts'
import { foreignContext } from './foreign-context.ts'
import { defined, has, list, shortened, shortText, text, texts, whole } from './json.ts'
import { seconds, type Nanos } from './nanos.ts'
import type { ContainerSpec, PodFact, PodUid } from './observation.ts'
import { parseTimestamp } from './timestamp.ts'
import { workloadOf } from './workload.ts'

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
      foreignContext: shortened(foreignContext(annotations)),
      mirrorOf: shortened(annotations[MIRROR]) as PodUid | undefined,
      optedOut: text(pod, 'metadata', 'labels', optOutLabel(prefix)) === 'false' ? true : undefined,
      serviceName: shortened(annotations['resource.opentelemetry.io/service.name']),
    }),
  }
}

function readStamp(annotations: Readonly<Record<string, string>>, prefix: string): PodFact['stamp'] {
  const keys = stampKeys(prefix)
  const read = (key: string): string | undefined => shortened(annotations[key])
  const [traceparent, admittedAt] = [read(keys.traceparent), read(keys.admittedAt)]
  if (traceparent === undefined || admittedAt === undefined) return undefined
  return {
    traceparent,
    admittedAt,
    ...defined({ tracestate: read(keys.tracestate), context: read(keys.context) }),
  }
}

/** With the API server's defaults. A probe is asked when the delay is over, and at the latest a period after that. */
function firstAnswer(container: unknown): Nanos {
  const of = (key: string, otherwise: number): number => whole(container, 'readinessProbe', key) ?? otherwise
  return seconds(of('initialDelaySeconds', 0) + of('periodSeconds', 10) + of('timeoutSeconds', 1))
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
            image: shortText(container, 'image'),
            firstAnswer: probes.includes('readiness') ? firstAnswer(container) : undefined,
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
