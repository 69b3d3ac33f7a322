import type { Json } from './api/resources.ts'

/**
 * What the API server fills in of a new pod. Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go, and the admission
 * plugins ServiceAccount, Priority and DefaultTolerationSeconds.
 */
export function defaultedPod(pod: Json): Json {
  const spec = (pod['spec'] ?? {}) as Json
  const inits = containersOf(spec, 'initContainers')
  const containers = containersOf(spec, 'containers') ?? []
  const account = String(spec['serviceAccountName'] ?? spec['serviceAccount'] ?? 'default')
  return {
    ...pod,
    spec: {
      ...spec,
      ...(spec['volumes'] === undefined ? {} : { volumes: (spec['volumes'] as readonly Json[]).map(defaultedVolume) }),
      ...(inits === undefined ? {} : { initContainers: inits }),
      containers,
      restartPolicy: spec['restartPolicy'] ?? 'Always',
      terminationGracePeriodSeconds: spec['terminationGracePeriodSeconds'] ?? 30,
      dnsPolicy: spec['dnsPolicy'] ?? 'ClusterFirst',
      serviceAccountName: account,
      serviceAccount: account,
      securityContext: spec['securityContext'] ?? {},
      schedulerName: spec['schedulerName'] ?? 'default-scheduler',
      tolerations: [...((spec['tolerations'] ?? []) as readonly Json[]), ...missingTolerations(spec)],
      priority: spec['priority'] ?? 0,
      enableServiceLinks: spec['enableServiceLinks'] ?? true,
      preemptionPolicy: spec['preemptionPolicy'] ?? 'PreemptLowerPriority',
    },
    status: { phase: 'Pending', qosClass: qosClass([...(inits ?? []), ...containers]) },
  }
}

const containersOf = (spec: Json, field: string): readonly Json[] | undefined =>
  (spec[field] as readonly Json[] | undefined | null)?.map(defaultedContainer)

function defaultedContainer(container: Json): Json {
  const { name, image = '', ...rest } = container
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((field) => {
    const probe = rest[field] as Json | undefined
    return probe === undefined ? [] : [[field, defaultedProbe(probe)] as const]
  })
  return {
    name,
    image,
    ...rest,
    resources: defaultedResources((rest['resources'] ?? {}) as Json),
    ...Object.fromEntries(probes),
    terminationMessagePath: rest['terminationMessagePath'] ?? '/dev/termination-log',
    terminationMessagePolicy: rest['terminationMessagePolicy'] ?? 'File',
    imagePullPolicy: rest['imagePullPolicy'] ?? (isLatest(String(image)) ? 'Always' : 'IfNotPresent'),
  }
}

/** Without a tag it is `latest`; with a digest the tag does not count. */
const isLatest = (image: string): boolean => !image.includes('@') && /^(?:[^/]*\/)*[^/:]*(?::latest)?$/.test(image)

const defaultedProbe = (probe: Json): Json => ({
  ...probe,
  ...(probe['httpGet'] === undefined ? {} : { httpGet: { path: '/', scheme: 'HTTP', ...(probe['httpGet'] as Json) } }),
  timeoutSeconds: probe['timeoutSeconds'] ?? 1,
  periodSeconds: probe['periodSeconds'] ?? 10,
  successThreshold: probe['successThreshold'] ?? 1,
  failureThreshold: probe['failureThreshold'] ?? 3,
})

/** What is limited and not requested is requested as it is limited. */
function defaultedResources(resources: Json): Json {
  const limits = resources['limits'] as Json | undefined
  if (limits === undefined) return resources
  return { ...resources, requests: { ...limits, ...(resources['requests'] as Json | undefined) } }
}

function defaultedVolume(volume: Json): Json {
  const filled = (['secret', 'configMap', 'projected', 'downwardAPI'] as const).flatMap((field) => {
    const source = volume[field] as Json | undefined
    return source === undefined ? [] : [[field, { ...source, defaultMode: source['defaultMode'] ?? 420 }] as const]
  })
  return { ...volume, ...Object.fromEntries(filled) }
}

/** For so long a pod stays on a node that is not ready. */
function missingTolerations(spec: Json): readonly Json[] {
  const there = (spec['tolerations'] ?? []) as readonly Json[]
  return ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
    .filter(
      (key) => !there.some((one) => (one['key'] ?? key) === key && (one['effect'] ?? 'NoExecute') === 'NoExecute'),
    )
    .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))
}

/** Source: pkg/apis/core/v1/helper/qos. */
function qosClass(containers: readonly Json[]): 'BestEffort' | 'Burstable' | 'Guaranteed' {
  const parts = containers.map((container) => (container['resources'] ?? {}) as Record<string, Json | undefined>)
  const has = (one: Json | undefined): boolean => ['cpu', 'memory'].some((name) => one?.[name] !== undefined)
  if (!parts.some(({ requests, limits }) => has(requests) || has(limits))) return 'BestEffort'
  const isFixed = ({ requests, limits }: Record<string, Json | undefined>): boolean =>
    ['cpu', 'memory'].every(
      (name) => limits?.[name] !== undefined && limits[name] === (requests?.[name] ?? limits[name]),
    )
  return parts.every(isFixed) ? 'Guaranteed' : 'Burstable'
}

const GATED = {
  type: 'PodScheduled',
  status: 'False',
  lastProbeTime: null,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
}

/** A pod with gates is told so from the beginning. @param now cut to the second */
export function withGateCondition(pod: Json, now: string): Json {
  const gates = ((pod['spec'] ?? {}) as Json)['schedulingGates']
  if (!Array.isArray(gates) || gates.length === 0) return pod
  const { type, status, lastProbeTime, ...why } = GATED
  const condition = { type, status, lastProbeTime, lastTransitionTime: now, ...why }
  const { phase, ...rest } = (pod['status'] ?? {}) as Json
  return { ...pod, status: { phase, conditions: [condition], ...rest } }
}
