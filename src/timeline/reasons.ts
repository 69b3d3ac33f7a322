import type { StageName } from './stage-names.ts'

/** What a Kubernetes reason tells of a startup. */
export interface ReasonRule {
  /** The stage that cannot go on; none where it depends on what has been reached. */
  readonly stage?: StageName
  /** The higher, the more it says; equal ones: the latest. */
  readonly weight: 0 | 1 | 2 | 3
  /** Trying again does not help: somebody has to change something. */
  readonly final?: true
}

/**
 * Reasons of waiting containers, terminated containers, conditions and phases, and those that Event texts stand for.
 *
 * Sources: kubelet pkg/kubelet/images/types.go, container/sync_result.go, kubelet_pods.go, status/generate.go,
 * lifecycle/, eviction/; kube-scheduler; api/core/v1 types.go: 1.30 to 1.37. Old kubelets: DockerDaemonNotReady.
 */
export const REASONS: Readonly<Record<string, ReasonRule>> = {
  // The kubelet's words for "not yet": they tell no cause.
  ContainerCreating: { weight: 0 },
  PodInitializing: { weight: 0 },
  ContainersNotInitialized: { weight: 0 },
  ContainersNotReady: { weight: 0 },
  ReadinessGatesNotReady: { stage: 'ready', weight: 1 },

  SchedulingGated: { stage: 'schedule', weight: 2 },
  Unschedulable: { stage: 'schedule', weight: 2 },
  SchedulerError: { stage: 'schedule', weight: 2 },
  Preempted: { weight: 3 },
  PreemptionByScheduler: { weight: 3 },

  FailedAttachVolume: { stage: 'pod setup', weight: 2 },
  FailedMount: { stage: 'pod setup', weight: 2 },
  FailedMapVolume: { stage: 'pod setup', weight: 2 },
  FailedPrepareDynamicResources: { stage: 'pod setup', weight: 2 },
  FailedCreatePodSandBox: { stage: 'pod setup', weight: 2 },
  FailedPodSandBoxStatus: { stage: 'pod setup', weight: 2 },
  NetworkNotReady: { stage: 'pod setup', weight: 2 },
  NetworkPluginNotReady: { stage: 'pod setup', weight: 2 },
  ContainerRuntimeNotReady: { stage: 'pod setup', weight: 2 },
  DockerDaemonNotReady: { stage: 'pod setup', weight: 2 },
  PodSandboxNotReady: { stage: 'pod setup', weight: 1 },
  FailedSync: { weight: 1 },

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
  FailedCreatePodContainer: { stage: 'create', weight: 1 },

  PreStartHookError: { stage: 'start', weight: 2 },
  RunContainerError: { stage: 'start', weight: 2 },
  StartError: { stage: 'start', weight: 2 },
  ContainerCannotRun: { stage: 'start', weight: 2 },
  PostStartHookError: { stage: 'start', weight: 3 },

  Unhealthy: { stage: 'probe', weight: 1 },

  Completed: { stage: 'run', weight: 0 },
  Error: { stage: 'run', weight: 1 },
  CrashLoopBackOff: { stage: 'run', weight: 2 },
  DeadlineExceeded: { weight: 3 },
  OOMKilled: { stage: 'run', weight: 3 },
  ContainerStatusUnknown: { stage: 'run', weight: 1 },

  Evicted: { weight: 3 },
  NodeLost: { weight: 3 },
  NodeNotReady: { weight: 2 },
  NodeAffinity: { stage: 'pod setup', weight: 3 },
  OutOfcpu: { stage: 'pod setup', weight: 3 },
  OutOfmemory: { stage: 'pod setup', weight: 3 },
  OutOfpods: { stage: 'pod setup', weight: 3 },
  UnexpectedAdmissionError: { stage: 'pod setup', weight: 3 },
  TopologyAffinityError: { stage: 'pod setup', weight: 3 },
  TaintManagerEviction: { weight: 2 },
}

const UNKNOWN_REASON: ReasonRule = { weight: 1 }

/** A reason that no version we know writes still blocks: it is shown, without a stage of its own. */
export const ruleOf = (reason: string): ReasonRule =>
  Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? UNKNOWN_REASON) : UNKNOWN_REASON
