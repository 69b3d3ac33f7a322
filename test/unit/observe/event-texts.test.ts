import { expect } from 'chai'
import { describe, it } from 'mocha'
import { isAggregated, readEventText, type EventMeaning } from '../../../src/observe/event-texts.ts'
import { millis } from '../../../src/observe/nanos.ts'

const problem = (reason: string) => ({ is: 'problem', reason }) as const
const unhealthy = (probe: 'startup' | 'readiness' | 'liveness'): EventMeaning => ({
  is: 'problem',
  reason: 'Unhealthy',
  probe,
})
const UNTOLD: EventMeaning = { is: 'problem' }
const REMARK: EventMeaning = { is: 'remark' }
const CACHED: EventMeaning = { is: 'pulled', report: { kind: 'cached' } }
const STRANGE_TEXT: EventMeaning = { is: 'unknown', what: 'text' }
const STRANGE_REASON: EventMeaning = { is: 'unknown', what: 'reason' }

type Row = readonly [versions: string, reason: string, text: string, meaning: EventMeaning]

const SCHEDULING: readonly Row[] = [
  ['1.30-1.37', 'Scheduled', 'Successfully assigned shop/web to node-1', { is: 'scheduled' }],
  [
    '1.30-1.37',
    'FailedScheduling',
    "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
    problem('Unschedulable'),
  ],
  ['1.30-1.37', 'FailedScheduling', 'no nodes available to schedule pods', problem('Unschedulable')],
  ['Karpenter 1.6', 'FailedScheduling', 'Failed to schedule pod, no nodepools found', problem('Unschedulable')],
  ['1.30-1.37', 'FailedScheduling', 'skip schedule deleting pod: shop/web', REMARK],
  [
    '1.30-1.37',
    'FailedScheduling',
    'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
    problem('SchedulerError'),
  ],
  ['1.30-1.37', 'FailedScheduling', 'running "NodePorts" filter plugin: gone', problem('SchedulerError')],
  ['1.30-1.37', 'FailedScheduling', 'running Score plugins: plugin "X" failed', problem('SchedulerError')],
  ['1.37', 'FailedScheduling', 'running PreBindPreFlight "X": gone', problem('SchedulerError')],
  ['1.30-1.37', 'FailedScheduling', 'waiting on permit for pod: timeout', problem('SchedulerError')],
]

const CONTAINERS: readonly Row[] = [
  ['1.30-1.37', 'Pulling', 'Pulling image "r/app:1"', { is: 'pulling' }],
  [
    '1.30-1.37',
    'Pulled',
    'Successfully pulled image "r/app:1" in 32ms (892ms including waiting). Image size: 61095175 bytes.',
    { is: 'pulled', report: { kind: 'pulled', transfer: millis(32), total: millis(892), imageSize: 61_095_175n } },
  ],
  ['1.30-1.37', 'Pulled', 'Container image "r/app:1" already present on machine', CACHED],
  [
    '1.33-1.37',
    'Pulled',
    'Container image "r/app:1" already present on machine and can be accessed by the pod',
    CACHED,
  ],
  ['of tomorrow', 'Pulled', 'Image ready', { is: 'pulled' }],
  ['1.30.4', 'Created', 'Created container app', { is: 'created' }],
  ['1.30.14-1.34', 'Created', 'Created container: app', { is: 'created' }],
  ['1.35-1.37', 'Created', 'Container created', { is: 'created' }],
  ['of tomorrow', 'Created', 'Created pod: web-1', STRANGE_TEXT],
  ['1.30-1.34', 'Started', 'Started container app', { is: 'started' }],
  ['1.35-1.37', 'Started', 'Container started', { is: 'started' }],
  ['of tomorrow', 'Started', 'Container is being started', STRANGE_TEXT],
  ['1.30-1.37', 'FailedPostStartHook', 'PostStartHook failed', problem('PostStartHookError')],
  ['1.30-1.37', 'Killing', 'FailedPostStartHook', REMARK],
  ['1.30-1.37', 'Killing', 'Stopping container app', REMARK],
]

const IMAGE_ERRORS: readonly Row[] = [
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
].map((reason) => ['1.30-1.37', 'Failed', `Error: ${reason}`, problem(reason)])

const CONFIG_ERRORS: readonly Row[] = [
  'configmap "settings" not found',
  'secret "keys" not found',
  "couldn't find key color in ConfigMap shop/settings",
  "couldn't find key color in Secret shop/keys",
  "couldn't get configMap shop/settings, no kubeClient defined",
  'failed to sync configmap cache: timed out waiting for the condition',
  'failed to prepare subPath for volumeMount "data" of container "app"',
  'failed to create subPath directory for volumeMount "data" of container "app"',
  'container has runAsNonRoot and image will run as root (pod: "web_shop(1)", container: app)',
  'container has runAsNonRoot and image has non-numeric user (www), cannot verify user is non-root (pod: "web", container: app)',
  'container\'s runAsUser breaks non-root policy (pod: "web_shop(1)", container: app)',
].map((text) => ['1.30-1.37', 'Failed', `Error: ${text}`, problem('CreateContainerConfigError')])

const FAILURES: readonly Row[] = [
  [
    '1.30-1.37',
    'Failed',
    'Failed to pull image "r/app:1": not found',
    { ...problem('ErrImagePull'), isFailedPull: true },
  ],
  ['1.30-1.37', 'Failed', 'Internal PreStartContainer hook failed: cpu', problem('PreStartHookError')],
  ['1.30-1.37', 'Failed', 'Internal PreCreateContainer hook failed: cpu', problem('PreCreateHookError')],
  ['1.30-1.37', 'Failed', 'Error: failed to create containerd task: failed to create shim task', UNTOLD],
  ['1.30-1.37', 'Failed', 'Error: failed to reserve container name', UNTOLD],
  ['1.30-1.37', 'Failed', 'Error: ErrImagePull of another kind', UNTOLD],
  [
    '1.30-1.37',
    'Failed',
    'error making pod data directories: mkdir: no space left on device',
    problem('FailedToMakePodDataDirectories'),
  ],
  [
    '1.35-1.37',
    'Failed',
    'BadKey%!(EXTRA string=PodCertificateRequest shop/req-1 failed, reason="BadKey", message="")',
    problem('FailedMount'),
  ],
  [
    '1.35-1.37',
    'Denied',
    'Policy%!(EXTRA string=PodCertificateRequest shop/req-1 was denied, reason="Policy", message="")',
    problem('FailedMount'),
  ],
  ['of tomorrow', 'Failed', 'It went wrong', STRANGE_TEXT],
  ['of tomorrow', 'Denied', 'It went wrong', STRANGE_TEXT],
  ['1.30-1.37', 'BackOff', 'Back-off pulling image "r/app:1"', problem('ImagePullBackOff')],
  [
    '1.30-1.37',
    'BackOff',
    'Back-off restarting failed container app in pod web_shop(9d5a871a)',
    problem('CrashLoopBackOff'),
  ],
  ['of tomorrow', 'BackOff', 'Back-off', STRANGE_TEXT],
  [
    '1.30-1.37',
    'InspectFailed',
    'Failed to apply default image tag "Not/A:Valid:Image": couldn\'t parse image name',
    problem('InvalidImageName'),
  ],
  ['1.30-1.37', 'InspectFailed', 'Failed to inspect image "": rpc error', problem('ImageInspectError')],
  ['of tomorrow', 'InspectFailed', 'No image', STRANGE_TEXT],
]

const PROBES: readonly Row[] = [
  ['1.30-1.37', 'Unhealthy', 'Startup probe failed: ', unhealthy('startup')],
  ['1.30-1.37', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503', unhealthy('readiness')],
  ['1.30-1.37', 'Unhealthy', 'Readiness probe failed: two\nlines\n', unhealthy('readiness')],
  ['1.30-1.37', 'Unhealthy', 'Liveness probe failed: dial tcp', unhealthy('liveness')],
  ['1.30', 'Unhealthy', 'Liveness probe errored: rpc error', unhealthy('liveness')],
  ['1.33-1.37', 'Unhealthy', 'Startup probe errored and resulted in unknown state: rpc error', unhealthy('startup')],
  ['1.30-1.37', 'ProbeWarning', 'Readiness probe warning: redirect', REMARK],
  ['of tomorrow', 'Unhealthy', 'Vitality probe failed: ', STRANGE_TEXT],
]

const EVICTIONS: readonly Row[] = [
  ['1.30-1.37', 'TaintManagerEviction', 'Marking for deletion Pod shop/web', problem('DeletionByTaintManager')],
  ['1.30-1.37', 'TaintManagerEviction', 'Cancelling deletion of Pod shop/web', REMARK],
  ['1.33-1.37', 'DeviceTaintManagerEviction', 'Marking for deletion', problem('DeletionByDeviceTaintManager')],
  ['1.33-1.37', 'DeviceTaintManagerEviction', 'Cancelling deletion', REMARK],
]

const AGGREGATED: readonly Row[] = [
  ['1.30-1.37', 'Failed', '(combined from similar events): Error: ErrImagePull', problem('ErrImagePull')],
  ['1.30-1.37', 'Created', '(combined from similar events): Container created', { is: 'created' }],
  ['1.30-1.37', 'Unhealthy', '(combined from similar events): Readiness probe failed: ', unhealthy('readiness')],
  ['1.30-1.37', 'Pulled', '(combined from similar events): Container image "x" already present on machine', CACHED],
]

const STRANGE: readonly Row[] = [
  ['of tomorrow', 'Teleported', 'Pod was beamed up', STRANGE_REASON],
  ['of tomorrow', 'scheduled', 'Successfully assigned shop/web to node-1', STRANGE_REASON],
  ['of tomorrow', 'constructor', '', STRANGE_REASON],
  ['of tomorrow', 'OutOf', '', STRANGE_REASON],
]

const TABLES = {
  SCHEDULING,
  CONTAINERS,
  IMAGE_ERRORS,
  CONFIG_ERRORS,
  FAILURES,
  PROBES,
  EVICTIONS,
  AGGREGATED,
  STRANGE,
}

describe('readEventText', () => {
  for (const [table, rows] of Object.entries(TABLES)) {
    describe(table.toLowerCase().replace('_', ' '), () => {
      for (const [versions, reason, text, meaning] of rows) {
        it(`${versions}: ${reason}, ${JSON.stringify(text)}`, () => {
          expect(readEventText(reason, text)).to.deep.equal(meaning)
        })
      }
    })
  }
})

describe('isAggregated', () => {
  const cases: ReadonlyArray<readonly [text: string, is: boolean]> = [
    ['(combined from similar events): Container created', true],
    ['Container created', false],
    ['see (combined from similar events): Container created', false],
  ]
  for (const [text, is] of cases) {
    it(`${JSON.stringify(text)}: ${is ? 'yes' : 'no'}`, () => {
      expect(isAggregated(text)).to.equal(is)
    })
  }
})
