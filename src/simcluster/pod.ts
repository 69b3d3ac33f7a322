import type { Json } from './api/resources.ts'
import type { Stored } from './api/store.ts'

/** The parts of a pod that the engine reads and writes; there is more in it. */
export interface Pod {
  readonly metadata: PodMetadata
  readonly spec: PodSpec
  readonly status: PodStatus
}

export interface PodMetadata {
  readonly name: string
  readonly namespace: string
  readonly uid: string
  readonly resourceVersion: string
  readonly generation?: number
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly deletionGracePeriodSeconds?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly ownerReferences?: readonly { readonly uid?: string }[]
  readonly finalizers?: readonly string[]
}

export interface PodSpec {
  readonly nodeName?: string
  readonly schedulerName?: string
  readonly containers: readonly Container[]
  readonly initContainers?: readonly Container[]
  readonly restartPolicy?: 'Always' | 'OnFailure' | 'Never'
  readonly terminationGracePeriodSeconds?: number
  readonly nodeSelector?: Readonly<Record<string, string>>
  readonly tolerations?: readonly Toleration[]
  readonly schedulingGates?: readonly { readonly name: string }[]
  readonly readinessGates?: readonly { readonly conditionType: string }[]
  readonly volumes?: readonly Volume[]
  readonly hostNetwork?: boolean
}

export interface Container {
  readonly name: string
  readonly image: string
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never'
  readonly restartPolicy?: 'Always'
  readonly command?: readonly string[]
  readonly env?: readonly EnvVar[]
  readonly envFrom?: readonly { readonly configMapRef?: Reference; readonly secretRef?: Reference }[]
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities }
  readonly volumeMounts?: readonly Json[]
  readonly startupProbe?: Probe
  readonly readinessProbe?: Probe
  readonly livenessProbe?: Probe
  readonly lifecycle?: { readonly postStart?: Json }
}

export type Quantities = Readonly<Record<string, string>>

interface Reference {
  readonly name: string
  readonly optional?: boolean
}

interface KeyReference extends Reference {
  readonly key: string
}

export interface EnvVar {
  readonly name: string
  readonly valueFrom?: { readonly configMapKeyRef?: KeyReference; readonly secretKeyRef?: KeyReference }
}

export interface Probe {
  readonly exec?: { readonly command?: readonly string[] }
  readonly httpGet?: { readonly path?: string; readonly port?: number | string; readonly scheme?: string }
  readonly tcpSocket?: { readonly port?: number | string }
  readonly grpc?: { readonly port?: number }
  readonly initialDelaySeconds?: number
  readonly periodSeconds?: number
  readonly timeoutSeconds?: number
  readonly successThreshold?: number
  readonly failureThreshold?: number
}

export interface Volume {
  readonly name: string
  readonly secret?: { readonly secretName: string; readonly optional?: boolean }
  readonly configMap?: { readonly name: string; readonly optional?: boolean }
}

export interface Toleration {
  readonly key?: string
  readonly operator?: 'Exists' | 'Equal'
  readonly value?: string
  readonly effect?: string
  readonly tolerationSeconds?: number
}

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed'

export interface PodStatus {
  readonly observedGeneration?: number
  readonly phase?: Phase
  readonly conditions?: readonly Condition[]
  readonly hostIP?: string
  readonly hostIPs?: readonly { readonly ip: string }[]
  readonly podIP?: string
  readonly podIPs?: readonly { readonly ip: string }[]
  readonly startTime?: string
  readonly initContainerStatuses?: readonly ContainerStatus[]
  readonly containerStatuses?: readonly ContainerStatus[]
  readonly qosClass?: string
  readonly resources?: Json
}

export interface Condition {
  readonly type: string
  readonly observedGeneration?: number
  readonly status: 'True' | 'False' | 'Unknown'
  readonly lastProbeTime: null
  readonly lastTransitionTime: string
  readonly reason?: string
  readonly message?: string
}

export interface ContainerStatus {
  readonly name: string
  readonly state: ContainerState
  readonly lastState: ContainerState
  readonly ready: boolean
  readonly restartCount: number
  readonly image: string
  readonly imageID: string
  readonly containerID?: string
  readonly started?: boolean
  readonly allocatedResources?: Quantities
  readonly resources?: Json
  readonly volumeMounts?: readonly Json[]
  readonly user?: Json
}

export interface ContainerState {
  readonly waiting?: { readonly reason: string; readonly message?: string }
  readonly running?: { readonly startedAt: string }
  readonly terminated?: Terminated
}

export interface Terminated {
  readonly exitCode: number
  readonly reason: string
  readonly message?: string
  readonly startedAt: string
  readonly finishedAt: string
  readonly containerID: string
}

/** The API has filled in what a pod must have. */
export const asPod = (stored: Stored): Pod => stored as unknown as Pod

export const asJson = (value: object): Json => value as Json

/** As the kubelet names a pod in texts. */
export const podText = ({ metadata: { name, namespace, uid } }: Pod): string => `${name}_${namespace}(${uid})`

/** Init containers that are started and then left to run. */
export const isSidecar = ({ restartPolicy }: Container): boolean => restartPolicy === 'Always'

export const allContainers = ({ spec }: Pod): readonly Container[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
]

export const fieldPathOf = ({ spec }: Pod, { name }: Container): string =>
  (spec.initContainers ?? []).some((one) => one.name === name)
    ? `spec.initContainers{${name}}`
    : `spec.containers{${name}}`

export const isTerminal = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed'
