import { expect } from 'chai'
import { describe, it } from 'mocha'
import { condition, setUp, startedBy, story, waiting, type Story } from '../../support/story.ts'
import { answersTo, type Answer } from '../../support/tell.ts'

/** A container of a bound pod that waits with this reason, and the sandbox there. */
const waits = (reason: string, message?: string): Story =>
  setUp(story())
    .status(110, {
      conditions: [condition('PodReadyToStartContainers', 'True', 100)],
      containerStatuses: [waiting('app')],
    })
    .status(900, { containerStatuses: [waiting('app', reason, message === undefined ? {} : { message })] })

/** No sandbox: the pod's setup goes on, and an Event says why. */
const setupSays = (reason: string, message: string): Story =>
  setUp(story())
    .status(30, {
      conditions: [condition('PodReadyToStartContainers', 'False', 30)],
      containerStatuses: [waiting('app')],
    })
    .event(500, reason, message, { type: 'Warning' })

const inContainer = (stage: string, reason: string, span = stage): Answer => ({
  outcome: 'stuck',
  stage,
  container: 'app',
  reason,
  errors: ['pod startup', 'container app', span],
})
const inPod = (stage: string, reason: string): Answer => ({
  outcome: 'stuck',
  stage,
  reason,
  errors: ['pod startup', stage],
})

const IMAGE_REASONS = [
  'InvalidImageName',
  'ImageInspectError',
  'ErrImageNeverPull',
  'ImagePullBackOff',
  'RegistryUnavailable',
  'ErrImagePull',
]
const SETUP_EVENTS: readonly (readonly [reason: string, message: string])[] = [
  ['FailedMount', 'MountVolume.SetUp failed for volume "s" : secret "keys" not found'],
  ['FailedAttachVolume', 'AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = Internal'],
  ['FailedCreatePodSandBox', 'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network'],
  [
    'NetworkNotReady',
    'network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
  ],
]

const CASES: readonly (readonly [name: string, of: Story, answer: Answer])[] = [
  ...IMAGE_REASONS.map((reason) => [reason, waits(reason), inContainer('pull', reason)] as const),
  [
    'a whole sentence for a reason',
    waits('failed to look up credentials: no such secret', 'why'),
    inContainer('start', 'UnnamedReason', 'pull+create+start'),
  ],
  [
    'CreateContainerConfigError',
    waits('CreateContainerConfigError', 'configmap "settings" not found'),
    inContainer('create', 'CreateContainerConfigError', 'pull+create'),
  ],
  [
    'CreateContainerError',
    waits('CreateContainerError', 'context deadline exceeded'),
    inContainer('create', 'CreateContainerError', 'pull+create'),
  ],
  ['PreStartHookError', waits('PreStartHookError'), inContainer('start', 'PreStartHookError', 'pull+create+start')],
  ['RunContainerError', waits('RunContainerError'), inContainer('start', 'RunContainerError', 'pull+create+start')],
  ['PostStartHookError', waits('PostStartHookError'), inContainer('start', 'PostStartHookError', 'pull+create+start')],
  [
    'CrashLoopBackOff',
    waits('CrashLoopBackOff'),
    { ...inContainer('run', 'CrashLoopBackOff'), errors: ['pod startup', 'container app'] },
  ],
  ['ContainerCreating', waits('ContainerCreating'), inContainer('start', 'ContainerCreating', 'pull+create+start')],
  ...SETUP_EVENTS.map(([reason, message]) => [reason, setupSays(reason, message), inPod('pod setup', reason)] as const),
  ...['ContainerRuntimeNotReady', 'DockerDaemonNotReady', 'NetworkPluginNotReady'].map(
    (reason) =>
      [
        `${reason}, before the sandbox`,
        setUp(story()).status(30, { containerStatuses: [waiting('app', reason)] }),
        { ...inPod('pod setup', reason), container: 'app' },
      ] as const,
  ),
  [
    'Unschedulable',
    story()
      .added(5)
      .status(30, { conditions: [condition('PodScheduled', 'False', 20, 'Unschedulable')] }),
    inPod('schedule', 'Unschedulable'),
  ],
  [
    'SchedulingGated',
    story().status(5, { conditions: [condition('PodScheduled', 'False', 5, 'SchedulingGated')] }),
    inPod('schedule', 'SchedulingGated'),
  ],
  [
    'ContainersNotInitialized and PodInitializing: the init container that runs on',
    startedBy(setUp(story({ initContainers: [{ name: 'migrate' }] })), 'migrate', 100, true).status(200, {
      conditions: [condition('Initialized', 'False', 30, 'ContainersNotInitialized')],
      initContainerStatuses: [{ name: 'migrate', state: { running: {} }, ready: false, restartCount: 0 }],
      containerStatuses: [waiting('app', 'PodInitializing')],
    }),
    {
      outcome: 'stuck',
      stage: 'run',
      container: 'migrate',
      reason: 'ContainersNotInitialized',
      errors: ['pod startup', 'container migrate (init)', 'run'],
    },
  ],
  [
    'ContainersNotReady: a probe that never passed, and no Event of it',
    startedBy(setUp(story({ containers: [{ name: 'app', readinessProbe: {} }] })), 'app', 100).status(200, {
      phase: 'Running',
      conditions: [condition('Ready', 'False', 30, 'ContainersNotReady')],
      containerStatuses: [{ name: 'app', state: { running: {} }, ready: false, restartCount: 0 }],
    }),
    inContainer('probe', 'ContainersNotReady'),
  ],
  [
    'ReadinessGatesNotReady',
    startedBy(setUp(story({ spec: { readinessGates: [{ conditionType: 'example.com/lb' }] } })), 'app', 100).status(
      200,
      {
        phase: 'Running',
        conditions: [condition('Ready', 'False', 30, 'ReadinessGatesNotReady')],
        containerStatuses: [{ name: 'app', state: { running: {} }, ready: true, restartCount: 0 }],
      },
    ),
    inPod('ready', 'ReadinessGatesNotReady'),
  ],
  [
    'Preempted, with its condition',
    setUp(story()).status(2_000, {
      phase: 'Failed',
      conditions: [condition('DisruptionTarget', 'True', 2_000, 'PreemptionByScheduler')],
    }),
    { ...inPod('pod setup', 'PreemptionByScheduler'), outcome: 'failed' },
  ],
]

describe('a startup that does not come to its end names stage, container and reason', () => {
  for (const [name, of, answer] of CASES) {
    it(name, () => {
      expect(answersTo(of)[0]).to.deep.equal(answer)
    })
  }
})
