import type { StageName } from './stage.ts'

/** Our word for a reason that is a whole sentence: as `error.type` that would be a name of its own each time. */
export const UNNAMED_REASON = 'UnnamedReason'

/** What a Kubernetes reason tells of a startup. */
export interface ReasonRule {
  /** The stage that cannot go on; none where it depends on what has been reached. */
  readonly stage?: StageName
  /** The higher, the more it says; equal ones: the latest. */
  readonly weight: 0 | 1 | 2 | 3
  /** Trying again does not help: somebody has to change something. */
  readonly final?: true
}

/** The kubelet would not have the pod: it has failed, for good. */
const REJECTED: ReasonRule = { stage: 'pod setup', weight: 3 }

/**
 * Reasons of waiting containers, terminated containers, conditions and phases, and those that Event texts stand for.
 *
 * Sources, Kubernetes 1.30 to 1.37: kubelet images/types.go, container/sync_result.go, kuberuntime_container.go,
 * kubelet_pods.go, status/generate.go, lifecycle/, cm/, sysctl/, volumemanager/, nodeshutdown/, preemption/, eviction/;
 * kube-scheduler; the controllers and the eviction API that set DisruptionTarget; api/core/v1 types.go; cri-api errors.go.
 * containerd 2.2 (StartError, OOMKilled, …). Old kubelets: DockerDaemonNotReady, ContainerCannotRun.
 */
export const REASONS: Readonly<Record<string, ReasonRule>> = {
  // The kubelet's words for "not yet": they tell no cause.
  ContainerCreating: { weight: 0 },
  PodInitializing: { weight: 0 },
  ContainersNotInitialized: { weight: 0 },
  ContainersNotReady: { weight: 0 },
  UnknownContainerStatuses: { weight: 0 },
  // Since 1.37 from every pod's first status until it has its sandbox.
  PodSandboxNotReady: { weight: 0 },
  ReadinessGatesNotReady: { stage: 'ready', weight: 1 },
  [UNNAMED_REASON]: { weight: 2 },

  SchedulingGated: { stage: 'schedule', weight: 2 },
  Unschedulable: { stage: 'schedule', weight: 2 },
  SchedulerError: { stage: 'schedule', weight: 2 },
  FailedBinding: { stage: 'schedule', weight: 2 },
  FailedResourceClaimCreation: { stage: 'schedule', weight: 2 },
  BindingConditionsPending: { stage: 'schedule', weight: 1 },

  FailedAttachVolume: { stage: 'pod setup', weight: 2 },
  FailedMount: { stage: 'pod setup', weight: 2 },
  FailedMapVolume: { stage: 'pod setup', weight: 2 },
  VolumePermissionChangeInProgress: { stage: 'pod setup', weight: 1 },
  FailedPrepareDynamicResources: { stage: 'pod setup', weight: 2 },
  FailedToMakePodDataDirectories: { stage: 'pod setup', weight: 2 },
  // Its control group, which comes before the sandbox.
  FailedCreatePodContainer: { stage: 'pod setup', weight: 2 },
  FailedCreatePodSandBox: { stage: 'pod setup', weight: 2 },
  FailedPodSandBoxStatus: { stage: 'pod setup', weight: 2 },
  NetworkNotReady: { stage: 'pod setup', weight: 2 },
  NetworkPluginNotReady: { stage: 'pod setup', weight: 2 },
  ContainerRuntimeNotReady: { stage: 'pod setup', weight: 2 },
  DockerDaemonNotReady: { stage: 'pod setup', weight: 2 },
  FailedSync: { weight: 1 },
  FailedValidation: { weight: 1 },

  // 1.30 only, while AppArmor could still come up.
  Blocked: { stage: 'pod setup', weight: 1 },
  AppArmor: REJECTED,
  EmptyPodSharedPoolError: REJECTED,
  InitContainerRestartPolicyForbidden: REJECTED,
  InvalidNodeInfo: REJECTED,
  NodeAffinity: REJECTED,
  NodeName: REJECTED,
  NodePorts: REJECTED,
  NodeShutdown: REJECTED,
  PodFeatureUnsupported: REJECTED,
  PodLevelResourcesNotSupported: REJECTED,
  PodOSNotSupported: REJECTED,
  PodOSSelectorNodeLabelDoesNotMatch: REJECTED,
  SMTAlignmentError: REJECTED,
  SupplementalGroupsPolicyNotSupported: REJECTED,
  SysctlForbidden: REJECTED,
  TaintToleration: REJECTED,
  TopologyAffinityError: REJECTED,
  UnexpectedAdmissionError: REJECTED,
  UnexpectedPredicateFailureType: REJECTED,
  UnknownReason: REJECTED,
  VolumeAttachmentLimitExceeded: REJECTED,

  InvalidImageName: { stage: 'pull', weight: 3, final: true },
  ErrImageNeverPull: { stage: 'pull', weight: 3, final: true },
  ImageInspectError: { stage: 'pull', weight: 2 },
  ErrImagePull: { stage: 'pull', weight: 2 },
  ImagePullBackOff: { stage: 'pull', weight: 2 },
  RegistryUnavailable: { stage: 'pull', weight: 2 },
  SignatureValidationFailed: { stage: 'pull', weight: 2 },

  CreateContainerConfigError: { stage: 'create', weight: 3, final: true },
  CreateContainerError: { stage: 'create', weight: 2 },
  PreCreateHookError: { stage: 'create', weight: 2 },

  PreStartHookError: { stage: 'start', weight: 2 },
  RunContainerError: { stage: 'start', weight: 3 },
  StartError: { stage: 'start', weight: 3 },
  ContainerCannotRun: { stage: 'start', weight: 3 },
  PostStartHookError: { stage: 'start', weight: 3 },

  Unhealthy: { stage: 'probe', weight: 1 },

  Completed: { stage: 'run', weight: 0 },
  Error: { stage: 'run', weight: 1 },
  Unknown: { stage: 'run', weight: 1 },
  CrashLoopBackOff: { stage: 'run', weight: 2 },
  RestartingAllContainers: { stage: 'run', weight: 2 },
  OOMKilled: { stage: 'run', weight: 3 },
  ContainerStatusUnknown: { stage: 'run', weight: 1 },

  // What ends a pod from outside, at whatever stage.
  DeadlineExceeded: { weight: 3 },
  Preempted: { weight: 3 },
  PreemptionByScheduler: { weight: 3 },
  Preempting: { weight: 3 },
  Evicted: { weight: 3 },
  Disrupted: { weight: 3 },
  Terminated: { weight: 3 },
  NodeLost: { weight: 3 },
  NodeNotReady: { weight: 2 },
  NodeControllerEviction: { weight: 2 },
  TerminationByKubelet: { weight: 2 },
  DeletionByTaintManager: { weight: 2 },
  DeletionByDeviceTaintManager: { weight: 2 },
  DeletionByPodGC: { weight: 2 },
  EvictionByEvictionAPI: { weight: 2 },
}

const UNKNOWN_REASON: ReasonRule = { weight: 1 }

/** `OutOfcpu`, `OutOfpods`, `OutOfvendor.example/gpu`, …: the kubelet found that it has not enough of a resource. */
const OUT_OF_RESOURCE = /^OutOf./

/** A reason that no version we know writes still blocks: it is shown, without a stage of its own. */
export function ruleOf(reason: string): ReasonRule {
  if (OUT_OF_RESOURCE.test(reason)) return REJECTED
  return Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? UNKNOWN_REASON) : UNKNOWN_REASON
}
