import { readPulledMessage, type PulledReport } from './pulled-message.ts'

/** What an Event says, once its text is read. */
export type EventMeaning =
  | { readonly is: 'scheduled' }
  | { readonly is: 'pulling' }
  | { readonly is: 'pulled'; readonly report?: PulledReport }
  | { readonly is: 'created' }
  | { readonly is: 'started' }
  /** `reason` is the waiting reason or condition reason that belongs to it; none where the text does not tell. */
  | { readonly is: 'problem'; readonly reason?: string; readonly probe?: 'startup' | 'readiness' | 'liveness' }
  | { readonly is: 'remark' }
  | { readonly is: 'unknown'; readonly what: 'reason' | 'text' }

interface EventText {
  readonly reason: string
  readonly pattern?: RegExp
  readonly meaning: EventMeaning | ((message: string) => EventMeaning)
}

const problem = (reason?: string): EventMeaning =>
  reason === undefined ? { is: 'problem' } : { is: 'problem', reason }

/** Words that the kubelet writes after `Error: ` because they are the waiting reason itself. */
const IMAGE_ERROR =
  /^Error: (ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|ImageInspectError|RegistryUnavailable|SignatureValidationFailed)$/

/**
 * The only place that knows Event texts. The first row whose reason and pattern match counts.
 *
 * Sources: kubelet pkg/kubelet/events/event.go, images/image_manager.go, kuberuntime/kuberuntime_container.go and
 * prober/prober.go, kube-scheduler schedule_one.go, attach-detach controller: 1.30 to 1.37; and the recordings.
 */
const EVENT_TEXTS: readonly EventText[] = [
  { reason: 'Scheduled', meaning: { is: 'scheduled' } },
  { reason: 'FailedScheduling', meaning: problem('Unschedulable') },
  { reason: 'Pulling', meaning: { is: 'pulling' } },
  { reason: 'Pulled', meaning: pulled },
  { reason: 'Created', pattern: /^(Container created|Created container:? .+)$/, meaning: { is: 'created' } },
  { reason: 'Started', pattern: /^(Container started|Started container .+)$/, meaning: { is: 'started' } },
  { reason: 'Failed', pattern: IMAGE_ERROR, meaning: (message) => problem(IMAGE_ERROR.exec(message)?.[1]) },
  { reason: 'Failed', pattern: /^Failed to pull image /, meaning: problem('ErrImagePull') },
  { reason: 'Failed', pattern: /^Internal PreStartContainer hook failed: /, meaning: problem('PreStartHookError') },
  { reason: 'Failed', pattern: /^Internal PreCreateContainer hook failed: /, meaning: problem('PreCreateHookError') },
  { reason: 'Failed', pattern: /^Error: /, meaning: problem() },
  { reason: 'BackOff', pattern: /^Back-off pulling image /, meaning: problem('ImagePullBackOff') },
  { reason: 'BackOff', pattern: /^Back-off restarting failed container/, meaning: problem('CrashLoopBackOff') },
  { reason: 'InspectFailed', pattern: /^Failed to apply default image tag /, meaning: problem('InvalidImageName') },
  { reason: 'InspectFailed', pattern: /^Failed to inspect image /, meaning: problem('ImageInspectError') },
  { reason: 'FailedPostStartHook', meaning: problem('PostStartHookError') },
  ...(['startup', 'readiness', 'liveness'] as const).map((probe) => ({
    reason: 'Unhealthy',
    pattern: new RegExp(`^${probe} probe (failed|errored|warning)`, 'i'),
    meaning: { is: 'problem', reason: 'Unhealthy', probe } as const,
  })),
  ...[
    'ErrImageNeverPull',
    'FailedMount',
    'FailedMapVolume',
    'FailedAttachVolume',
    'FailedCreatePodSandBox',
    'FailedPodSandBoxStatus',
    'FailedPrepareDynamicResources',
    'NetworkNotReady',
    'FailedCreatePodContainer',
    'FailedSync',
    'FailedValidation',
    'FailedNodeAllocatableEnforcement',
    'Evicted',
    'Preempted',
    'NodeNotReady',
    'NodeAffinity',
    'OutOfcpu',
    'OutOfmemory',
    'OutOfpods',
    'UnexpectedAdmissionError',
    'TopologyAffinityError',
    'TaintManagerEviction',
  ].map((reason) => ({ reason, meaning: problem(reason) })),
  ...[
    'SuccessfulAttachVolume',
    'SuccessfulMountVolume',
    'SandboxChanged',
    'Killing',
    'Preempting',
    'FailedPreStopHook',
    'FailedKillPod',
    'ExceededGracePeriod',
    'ProbeWarning',
    'AlreadyMountedVolume',
    'VolumeResizeFailed',
    'FileSystemResizeSuccessful',
    'TriggeredScaleUp',
    'NotTriggerScaleUp',
    'WaitingForGates',
    'ResizeStarted',
    'ResizeCompleted',
    'ResizeDeferred',
    'ResizeInfeasible',
    'DNSConfigForming',
    'MissingClusterDNS',
    'NominatedNode',
  ].map((reason) => ({ reason, meaning: { is: 'remark' } as const })),
]

const AGGREGATED = /^\(combined from similar events\): ?/

/** The client library put more than 10 different messages of one reason together: the name's time is the aggregate's. */
export const isAggregated = (message: string): boolean => AGGREGATED.test(message)

export function readEventText(reason: string, message: string): EventMeaning {
  const rows = EVENT_TEXTS.filter((row) => row.reason === reason)
  if (rows.length === 0) return { is: 'unknown', what: 'reason' }
  const plain = message.replace(AGGREGATED, '')
  const row = rows.find(({ pattern }) => pattern === undefined || pattern.test(plain))
  if (row === undefined) return { is: 'unknown', what: 'text' }
  return typeof row.meaning === 'function' ? row.meaning(plain) : row.meaning
}

// An image was there, whatever the words: only the durations are lost with a text that no row knows.
function pulled(message: string): EventMeaning {
  const report = readPulledMessage(message)
  return report === undefined ? { is: 'pulled' } : { is: 'pulled', report }
}
