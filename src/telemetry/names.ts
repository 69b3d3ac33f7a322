/**
 * Every name that leaves podstart in a trace. docs/spans.md is checked against this file.
 *
 * `k8s.*`, `container.*`, `error.type`, `service.name` and `host.id` are OpenTelemetry semantic conventions 1.45.
 */
export const ATTRIBUTES = {
  serviceName: 'service.name',
  hostId: 'host.id',
  clusterName: 'k8s.cluster.name',
  namespace: 'k8s.namespace.name',
  podName: 'k8s.pod.name',
  podUid: 'k8s.pod.uid',
  nodeName: 'k8s.node.name',
  containerName: 'k8s.container.name',
  imageName: 'container.image.name',
  imageTags: 'container.image.tags',
  errorType: 'error.type',
  workload: 'podstart.workload',
  outcome: 'podstart.outcome',
  blockingStage: 'podstart.blocking_stage',
  reason: 'podstart.reason',
  message: 'podstart.message',
  exitCode: 'podstart.exit_code',
  criticalPath: 'podstart.critical_path',
  summary: 'podstart.summary',
  stamp: 'podstart.stamp',
  lastChange: 'podstart.last_change_ms',
  stages: 'podstart.stages',
  containerRole: 'podstart.container.role',
  startSource: 'podstart.start.source',
  startUncertainty: 'podstart.start.uncertainty_ms',
  endSource: 'podstart.end.source',
  endUncertainty: 'podstart.end.uncertainty_ms',
  clockConflict: 'podstart.clock_conflict',
  incomplete: 'podstart.incomplete',
  pullWait: 'podstart.pull.wait_ms',
  pullTransfer: 'podstart.pull.transfer_ms',
  pullCached: 'podstart.pull.cached',
  pullAttempts: 'podstart.pull.attempts',
  imageSize: 'podstart.pull.image_size',
  readinessGates: 'podstart.readiness_gates',
  samplingReason: 'podstart.sampling.reason',
  samplingRatio: 'podstart.sampling.ratio',
} as const

/** The owner's name, by its kind; `k8s.node.name` is the pod's node, so a static pod has none. */
export const WORKLOAD_ATTRIBUTES: Readonly<Record<string, string>> = {
  deployment: 'k8s.deployment.name',
  replicaset: 'k8s.replicaset.name',
  statefulset: 'k8s.statefulset.name',
  daemonset: 'k8s.daemonset.name',
  job: 'k8s.job.name',
  cronjob: 'k8s.cronjob.name',
  replicationcontroller: 'k8s.replicationcontroller.name',
}

export const SCOPE = 'podstart'
export const ROOT_SPAN = 'pod startup'
export const RESUMED_SPAN = 'pod startup resumed'
export const CONTAINER_SPAN = 'container'

export const SERVICES = {
  apiserver: 'k8s/kube-apiserver',
  scheduler: 'k8s/kube-scheduler',
  kubelet: 'k8s/kubelet',
} as const

/** The root's service: `pods/<workload>`. */
export const ROOT_SERVICE_PREFIX = 'pods/'
