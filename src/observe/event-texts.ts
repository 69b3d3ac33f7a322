import { readPulledMessage, type PulledReport } from './pulled-message.ts'

/** What an Event says, once its text is read. */
export type EventMeaning =
  | { readonly is: 'scheduled' }
  | { readonly is: 'pulling' }
  | { readonly is: 'pulled'; readonly report?: PulledReport }
  | { readonly is: 'created' }
  | { readonly is: 'started' }
  /** `reason` is the waiting reason or condition reason that belongs to it; none where the text does not tell. */
  | {
      readonly is: 'problem'
      readonly reason?: string
      readonly probe?: 'startup' | 'readiness' | 'liveness'
      /** The one Event that each failed pull has; others repeat it in other words. */
      readonly isFailedPull?: true
    }
  | { readonly is: 'remark' }
  | { readonly is: 'unknown'; readonly what: 'reason' | 'text' }

interface EventText {
  readonly reason: string | RegExp
  readonly pattern?: RegExp
  readonly meaning: EventMeaning | ((message: string, reason: string) => EventMeaning)
}

const problem = (reason?: string): EventMeaning =>
  reason === undefined ? { is: 'problem' } : { is: 'problem', reason }
const remark: EventMeaning = { is: 'remark' }
const itself = (_message: string, reason: string): EventMeaning => problem(reason)

/** Words that the kubelet writes after `Error: ` because they are the waiting reason itself. */
const IMAGE_ERROR =
  /^Error: (ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|ImageInspectError|RegistryUnavailable|SignatureValidationFailed)$/

/** What the kubelet cannot put together before it asks the runtime for a container: environment, mounts, user. */
const CONFIG_ERROR = new RegExp(
  `^Error: (${[
    '(configmap|secret) "[^"]*" not found$',
    "couldn't (get|find key \\S+ in) (configMap|ConfigMap|secret|Secret) ",
    'failed to sync (configmap|secret) cache: ',
    'failed to (prepare subPath|create subPath directory) for volumeMount ',
    "container( has runAsNonRoot and image |'s runAsUser.* non-root policy )",
  ].join('|')})`,
)

/** An error of the scheduler itself; what it says of pods that do not fit begins with `0/N nodes are available`. */
const SCHEDULER_ERROR = /^(running .*\bplugins?\b|running PreBindPreFlight |waiting on permit for pod: )/

/** Problems whose Event has the reason that the status and the conditions have, or the only one there is. */
const PROBLEMS = [
  // Controllers and scheduler, before the node has the pod.
  'FailedBinding',
  'FailedResourceClaimCreation',
  'BindingConditionsPending',
  // The kubelet's admission, which ends the pod; with OutOf<resource>, below.
  'AppArmor',
  'EmptyPodSharedPoolError',
  'InitContainerRestartPolicyForbidden',
  'InvalidNodeInfo',
  'NodeAffinity',
  'NodeName',
  'NodePorts',
  'NodeShutdown',
  'PodFeatureUnsupported',
  'PodLevelResourcesNotSupported',
  'PodOSNotSupported',
  'PodOSSelectorNodeLabelDoesNotMatch',
  'SMTAlignmentError',
  'SupplementalGroupsPolicyNotSupported',
  'SysctlForbidden',
  'TaintToleration',
  'TopologyAffinityError',
  'UnexpectedAdmissionError',
  'UnexpectedPredicateFailureType',
  'UnknownReason',
  'VolumeAttachmentLimitExceeded',
  // Before the containers.
  'FailedAttachVolume',
  'FailedCreatePodContainer',
  'FailedCreatePodSandBox',
  'FailedMapVolume',
  'FailedMount',
  'FailedPodSandBoxStatus',
  'FailedPrepareDynamicResources',
  'FailedSync',
  'FailedValidation',
  'NetworkNotReady',
  'VolumePermissionChangeInProgress',
  'ErrImageNeverPull',
  // What ends a pod from outside.
  'DeadlineExceeded',
  'Disrupted',
  'Evicted',
  'NodeControllerEviction',
  'NodeNotReady',
  'Preempted',
  'Preempting',
]

/** They hold up no startup, or only repeat in other words what another Event says. */
const REMARKS = [
  'AlreadyMountedVolume',
  'CertificateExpired',
  'CertificateOverdueForRefresh',
  'DNSConfigForming',
  'ExceededGracePeriod',
  'FailedKillPod',
  'FailedNodeDeclaredFeaturesCheck',
  'FailedPreStopHook',
  'FailedToRetrieveImagePullSecret',
  'FileSystemResizeFailed',
  'FileSystemResizeSuccessful',
  'HostIPsIPFamilyMismatch',
  'Killing',
  'LifecycleHTTPFallback',
  'MissingClusterDNS',
  'MultiplePodDisruptionBudgets',
  'MultipleSELinuxLabels',
  'Nominated',
  'NotDeleted',
  'NotTriggerScaleUp',
  'ProbeWarning',
  'ResizeCompleted',
  'ResizeDeferred',
  'ResizeError',
  'ResizeInfeasible',
  'ResizeStarted',
  'SELinuxChangePolicyConflict',
  'SELinuxLabelConflict',
  'SandboxChanged',
  'SuccessfulAttachVolume',
  'SuccessfulMountVolume',
  'TriggeredScaleUp',
  'VolumeConditionAbnormal',
  'VolumeResizeFailed',
]

/**
 * The only place that knows Event texts. The first row whose reason and pattern match counts.
 *
 * Sources, Kubernetes 1.30 to 1.37: kubelet (events/event.go, images/image_manager.go, kuberuntime/, prober/prober.go,
 * lifecycle/, cm/admission/, preemption/, eviction/, podcertificate/), pkg/volume, kube-scheduler (schedule_one.go,
 * framework/), the controllers that write Events about pods (attachdetach, ephemeral, resourceclaim, tainteviction,
 * devicetainteviction, nodelifecycle, disruption, selinuxwarning); cluster-autoscaler; Karpenter 1.6 (`Nominated`,
 * `Disrupted`, `Failed to schedule pod, …`); and the recordings.
 */
const EVENT_TEXTS: readonly EventText[] = [
  { reason: 'Scheduled', meaning: { is: 'scheduled' } },
  { reason: 'FailedScheduling', pattern: /^skip schedule deleting pod: /, meaning: remark },
  { reason: 'FailedScheduling', pattern: SCHEDULER_ERROR, meaning: problem('SchedulerError') },
  { reason: 'FailedScheduling', meaning: problem('Unschedulable') },
  { reason: 'Pulling', meaning: { is: 'pulling' } },
  { reason: 'Pulled', meaning: pulled },
  // Without the colon up to the first patch releases of 1.30.
  { reason: 'Created', pattern: /^(Container created|Created container:? .+)$/, meaning: { is: 'created' } },
  { reason: 'Started', pattern: /^(Container started|Started container .+)$/, meaning: { is: 'started' } },
  { reason: 'Failed', pattern: IMAGE_ERROR, meaning: (message) => problem(IMAGE_ERROR.exec(message)?.[1]) },
  {
    reason: 'Failed',
    pattern: /^Failed to pull image /,
    meaning: { is: 'problem', reason: 'ErrImagePull', isFailedPull: true },
  },
  { reason: 'Failed', pattern: /^Internal PreStartContainer hook failed: /, meaning: problem('PreStartHookError') },
  { reason: 'Failed', pattern: /^Internal PreCreateContainer hook failed: /, meaning: problem('PreCreateHookError') },
  { reason: 'Failed', pattern: CONFIG_ERROR, meaning: problem('CreateContainerConfigError') },
  { reason: 'Failed', pattern: /^Error: /, meaning: problem() },
  // No condition tells it, and "Failed" would say nothing: the name of the kubelet's constant.
  {
    reason: 'Failed',
    pattern: /^error making pod data directories: /,
    meaning: problem('FailedToMakePodDataDirectories'),
  },
  // A pod certificate that is not issued is a volume that is not mounted. 1.35 to 1.37 garble the text: `%!(EXTRA …`.
  {
    reason: /^(Failed|Denied)$/,
    pattern: /\bPodCertificateRequest \S+ (failed|was denied), /,
    meaning: problem('FailedMount'),
  },
  { reason: 'BackOff', pattern: /^Back-off pulling image /, meaning: problem('ImagePullBackOff') },
  { reason: 'BackOff', pattern: /^Back-off restarting failed container/, meaning: problem('CrashLoopBackOff') },
  { reason: 'InspectFailed', pattern: /^Failed to apply default image tag /, meaning: problem('InvalidImageName') },
  { reason: 'InspectFailed', pattern: /^Failed to inspect image /, meaning: problem('ImageInspectError') },
  { reason: 'FailedPostStartHook', meaning: problem('PostStartHookError') },
  ...(['startup', 'readiness', 'liveness'] as const).map((probe) => ({
    reason: 'Unhealthy',
    pattern: new RegExp(`^${probe} probe (failed|errored)`, 'i'),
    meaning: { is: 'problem', reason: 'Unhealthy', probe } as const,
  })),
  { reason: /^(Device)?TaintManagerEviction$/, pattern: /^Cancelling deletion/, meaning: remark },
  { reason: 'TaintManagerEviction', meaning: problem('DeletionByTaintManager') },
  { reason: 'DeviceTaintManagerEviction', meaning: problem('DeletionByDeviceTaintManager') },
  { reason: /^OutOf./, meaning: itself },
  ...PROBLEMS.map((reason) => ({ reason, meaning: problem(reason) })),
  ...REMARKS.map((reason) => ({ reason, meaning: remark })),
]

const AGGREGATED = /^\(combined from similar events\): ?/

/** The client library put more than 10 different messages of one reason together: the name's time is the aggregate's. */
export const isAggregated = (message: string): boolean => AGGREGATED.test(message)

export function readEventText(reason: string, message: string): EventMeaning {
  const rows = EVENT_TEXTS.filter((row) =>
    typeof row.reason === 'string' ? row.reason === reason : row.reason.test(reason),
  )
  if (rows.length === 0) return { is: 'unknown', what: 'reason' }
  const plain = message.replace(AGGREGATED, '')
  const row = rows.find(({ pattern }) => pattern === undefined || pattern.test(plain))
  if (row === undefined) return { is: 'unknown', what: 'text' }
  return typeof row.meaning === 'function' ? row.meaning(plain, reason) : row.meaning
}

// An image was there, whatever the words: only the durations are lost with a text that no row knows.
function pulled(message: string): EventMeaning {
  const report = readPulledMessage(message)
  return report === undefined ? { is: 'pulled' } : { is: 'pulled', report }
}
