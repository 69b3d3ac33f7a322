import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readEventText } from '../../../src/observe/event-texts.ts'
import { REASONS, ruleOf } from '../../../src/timeline/reasons.ts'

type Row = readonly [versions: string, reason: string, text: string]

/** Their reason is enough: whatever the text, they stand for themselves. */
const PROBLEMS: readonly Row[] = [
  ['1.30-1.37', 'FailedBinding', 'ephemeral volume scratch: create PVC web-scratch: quota'],
  ['1.30-1.37', 'FailedResourceClaimCreation', 'PodResourceClaim gpu: template "gpu" not found'],
  ['1.34-1.37', 'BindingConditionsPending', 'waiting for binding conditions for device on node node-1'],
  ['1.30-1.37', 'AppArmor', 'Cannot enforce AppArmor: profile "x" is not loaded'],
  [
    '1.36-1.37',
    'EmptyPodSharedPoolError',
    'pod rejected, pod has shared init containers but no cpus available for them',
  ],
  ['1.30-1.37', 'InitContainerRestartPolicyForbidden', 'Init container "a" may not have a non-default restartPolicy'],
  ['1.30-1.37', 'InvalidNodeInfo', 'Kubelet cannot get node info.'],
  ['1.30-1.37', 'NodeAffinity', "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"],
  ['1.30-1.37', 'NodeName', "Predicate NodeName failed: node(s) didn't match the requested node name"],
  ['1.30-1.37', 'NodePorts', "Predicate NodePorts failed: node(s) didn't have free ports"],
  ['1.30-1.37', 'NodeShutdown', 'Pod was rejected as the node is shutting down.'],
  ['1.35-1.37', 'PodFeatureUnsupported', 'Pod requires node features that are not available: X'],
  ['1.34-1.37', 'PodLevelResourcesNotSupported', 'PodLevelResources feature gate is disabled'],
  ['1.30-1.37', 'PodOSNotSupported', "Failed to admit pod as the OS field doesn't match node OS"],
  [
    '1.30-1.37',
    'PodOSSelectorNodeLabelDoesNotMatch',
    "Failed to admit pod as the `kubernetes.io/os` label doesn't match",
  ],
  ['1.30-1.37', 'SMTAlignmentError', 'SMT Alignment Error: requested 3 cpus not multiple cpus per core = 2'],
  [
    '1.33-1.37',
    'SupplementalGroupsPolicyNotSupported',
    'SupplementalGroupsPolicy=Strict is not supported in this node',
  ],
  ['1.30-1.37', 'SysctlForbidden', 'forbidden sysctl: "kernel.msgmax" not allowlisted'],
  ['1.30-1.37', 'TaintToleration', "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate"],
  ['1.30-1.37', 'TopologyAffinityError', 'Resources cannot be allocated with Topology locality'],
  ['1.30-1.37', 'UnexpectedAdmissionError', 'Update plugin resources failed due to x, which is unexpected.'],
  ['1.30-1.37', 'UnexpectedPredicateFailureType', 'GeneralPredicates failed due to x, which is unexpected.'],
  ['1.30-1.37', 'UnknownReason', 'GeneralPredicates failed due to unknown reason, which is unexpected.'],
  ['1.34-1.37', 'VolumeAttachmentLimitExceeded', 'Node has reached its volume attachment limit, rejecting pod.'],
  ['1.30-1.37', 'OutOfcpu', "Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000"],
  ['1.30-1.37', 'OutOfmemory', "Node didn't have enough resource: memory, requested: 2, used: 3, capacity: 4"],
  ['1.30-1.37', 'OutOfephemeral-storage', "Node didn't have enough resource: ephemeral-storage, requested: 2"],
  ['1.30-1.37', 'OutOfpods', "Node didn't have enough resource: pods, requested: 1, used: 110, capacity: 110"],
  ['1.30-1.37', 'OutOfvendor.example/gpu', "Node didn't have enough resource: vendor.example/gpu, requested: 1"],
  ['1.30-1.37', 'FailedAttachVolume', 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-0'],
  ['1.30-1.37', 'FailedCreatePodContainer', 'unable to ensure pod container exists: failed to create container'],
  ['1.30-1.37', 'FailedCreatePodSandBox', 'Failed to create pod sandbox: rpc error: code = Unknown'],
  ['1.30-1.37', 'FailedMapVolume', 'MapVolume.SetUp failed for volume "pvc-1" : x'],
  ['1.30-1.37', 'FailedMount', 'MountVolume.SetUp failed for volume "s" : secret "keys" not found'],
  ['1.30-1.37', 'FailedPodSandBoxStatus', 'Unable to get pod sandbox status: rpc error'],
  ['1.30-1.37', 'FailedPrepareDynamicResources', 'Failed to prepare dynamic resources: x'],
  ['1.30-1.37', 'FailedSync', 'error determining status: rpc error'],
  ['1.30-1.37', 'FailedValidation', 'Error validating pod web from file due to duplicate pod name "web", ignoring'],
  ['1.30-1.37', 'NetworkNotReady', 'network is not ready: container runtime network not ready: NetworkReady=false'],
  ['1.33-1.37', 'VolumePermissionChangeInProgress', 'Setting volume ownership for 1/volumes, processed 3 files.'],
  ['1.30-1.37', 'ErrImageNeverPull', 'Container image "r/x:1" is not present with pull policy of Never'],
  ['1.30-1.37', 'DeadlineExceeded', 'Pod was active on the node longer than the specified deadline'],
  ['Karpenter 1.6', 'Disrupted', 'Deleting the pod to accommodate the terminationTime of the node.'],
  ['1.30-1.37', 'Evicted', 'The node was low on resource: memory. '],
  ['1.30-1.37', 'NodeControllerEviction', 'Marking for deletion Pod web from Node node-1'],
  ['1.30-1.37', 'NodeNotReady', 'Node is not ready'],
  ['1.30-1.37', 'Preempted', 'Preempted by pod 7d0f on node node-1'],
  ['1.30-1.37', 'Preempting', 'Preempted in order to admit critical pod'],
]

const REMARKS: readonly Row[] = [
  ['1.30-1.37', 'AlreadyMountedVolume', 'The requested fsGroup is 1, but the volume x has GID 2.'],
  ['1.35-1.37', 'CertificateExpired', 'PodCertificate expired'],
  ['1.35-1.37', 'CertificateOverdueForRefresh', 'PodCertificate refresh overdue'],
  ['1.30-1.37', 'DNSConfigForming', 'Search Line limits were exceeded, some search paths have been omitted'],
  ['1.30-1.37', 'ExceededGracePeriod', 'Container runtime did not kill the pod within specified grace period.'],
  ['1.30-1.37', 'FailedKillPod', 'error killing pod: x'],
  ['1.35-1.37', 'FailedNodeDeclaredFeaturesCheck', 'Pod requires node features that are not available: X'],
  ['1.30-1.37', 'FailedPreStopHook', 'PreStopHook failed'],
  ['1.30-1.37', 'FailedToRetrieveImagePullSecret', 'Unable to retrieve some image pull secrets (regcred)'],
  ['1.30-1.37', 'FileSystemResizeFailed', 'MountVolume.NodeExpandVolume failed for volume "pvc-1" requested read-only'],
  ['1.30-1.37', 'FileSystemResizeSuccessful', 'MountVolume.NodeExpandVolume succeeded for volume "pvc-1"'],
  ['1.30-1.37', 'HostIPsIPFamilyMismatch', 'Kubelet detected an IPv4 node IP (10.0.0.1)'],
  ['1.30-1.37', 'Killing', 'Container app failed startup probe, will be restarted'],
  ['1.30-1.37', 'LifecycleHTTPFallback', 'request to HTTPS lifecycle hook x got HTTP response'],
  ['1.30-1.37', 'MissingClusterDNS', 'pod: "web". kubelet does not have ClusterDNS IP configured'],
  ['1.30-1.37', 'MultiplePodDisruptionBudgets', 'Pod "shop"/"web" matches multiple PodDisruptionBudgets.'],
  ['1.33-1.37', 'MultipleSELinuxLabels', 'Volume "x" is mounted twice with different SELinux labels inside this pod'],
  ['Karpenter 1.6', 'Nominated', 'Pod should schedule on: nodeclaim/default-2hfk8'],
  ['1.30-1.37', 'NotDeleted', "Pod was expected by PDB shop/web to be deleted but it wasn't"],
  ['cluster-autoscaler', 'NotTriggerScaleUp', "pod didn't trigger scale-up: 1 max node group size reached"],
  ['1.30-1.37', 'ProbeWarning', 'Readiness probe warning: redirect'],
  ['1.34-1.37', 'ResizeCompleted', 'Pod resize completed: {}'],
  ['1.33-1.37', 'ResizeDeferred', 'Pod resize deferred: {}'],
  ['1.35-1.37', 'ResizeError', 'Pod resize error: {}'],
  ['1.33-1.37', 'ResizeInfeasible', 'Pod resize infeasible: {}'],
  ['1.35-1.37', 'ResizeStarted', 'Pod resize started: {}'],
  ['1.33-1.37', 'SELinuxChangePolicyConflict', 'SELinuxChangePolicy "MountOption" conflicts with pod b'],
  ['1.33-1.37', 'SELinuxLabelConflict', 'SELinuxLabel "" conflicts with pod b'],
  ['1.30-1.37', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.'],
  ['1.30-1.37', 'SuccessfulAttachVolume', 'AttachVolume.Attach succeeded for volume "pvc-1" '],
  ['1.30-1.37', 'SuccessfulMountVolume', 'MapVolume.MapPodDevice succeeded for volume "pvc-1" globalMapPath "/x"'],
  ['cluster-autoscaler', 'TriggeredScaleUp', 'pod triggered scale-up: [{pool 1->2 (max: 10)}]'],
  ['1.30-1.36', 'VolumeConditionAbnormal', 'Volume data: disk is failing'],
  ['1.30-1.37', 'VolumeResizeFailed', 'NodeExpandVolume failed for volume "pvc-1"'],
]

describe('an Event that its reason tells all of', () => {
  for (const [versions, reason, text] of PROBLEMS) {
    it(`${versions}: ${reason} is a problem`, () => {
      expect(readEventText(reason, text)).to.deep.equal({ is: 'problem', reason })
    })
    it(`${versions}: ${reason} has a rule`, () => {
      expect(Object.hasOwn(REASONS, reason) || ruleOf(reason).stage === 'pod setup').to.equal(true)
    })
  }
  for (const [versions, reason, text] of REMARKS) {
    it(`${versions}: ${reason} is a remark`, () => {
      expect(readEventText(reason, text)).to.deep.equal({ is: 'remark' })
    })
  }
})
