import { expect } from 'chai'
import { describe, it } from 'mocha'
import {
  condition,
  running,
  setUp,
  startedBy,
  story,
  terminated,
  termination,
  waiting,
  type Story,
} from '../../support/story.ts'
import { startups } from '../../support/tell.ts'
import { summaryOf } from '../../../src/insight/summary.ts'

const probed = { readinessProbe: {} }
const two = [
  { name: 'a', ...probed },
  { name: 'b', ...probed },
]
const started = (one: Story): Story => startedBy(startedBy(setUp(one), 'a', 100), 'b', 200)
const sidecar = { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }], spec: { restartPolicy: 'Never' } }

const CASES: readonly (readonly [name: string, of: Story, summaries: readonly string[]])[] = [
  [
    'a Job’s sidecar that the kubelet ends with the main container',
    setUp(story(sidecar))
      .ready(400, [running('app', 370)], { initContainerStatuses: [running('proxy', 170)] })
      .status(3_400, { containerStatuses: [terminated('app', 370, 3_300, 0)] })
      .status(4_500, { initContainerStatuses: [terminated('proxy', 170, 4_400, 137)], phase: 'Succeeded' }),
    ['ready after 395 ms; pod setup+pull+create+start proxy took 380 ms (96 %)'],
  ],
  [
    'an init container that fails, and succeeds later: the first end',
    startedBy(setUp(story({ initContainers: [{ name: 'migrate' }] })), 'migrate', 100, true)
      .status(40_000, { initContainerStatuses: [terminated('migrate', 170, 39_900, 3)] })
      .status(41_000, {
        initContainerStatuses: [
          running('migrate', 40_900, { restartCount: 1, lastState: { terminated: termination(170, 39_900, 3) } }),
        ],
      })
      .status(44_000, {
        initContainerStatuses: [
          terminated('migrate', 40_900, 43_900, 0, {
            restartCount: 1,
            lastState: { terminated: termination(170, 39_900, 3) },
          }),
        ],
      }),
    ['crashed after 39.8 s: run of container migrate, Error (exit code 3)'],
  ],
  [
    'a probe that passed once and fails again',
    started(story({ containers: two }))
      .status(400, { containerStatuses: [running('a', 170), running('b', 270, { ready: false })] })
      .event(3_000, 'Unhealthy', 'Readiness probe failed: x', { container: 'a', type: 'Warning' })
      .status(3_100, { containerStatuses: [running('a', 170, { ready: false }), running('b', 270)] }),
    ['not ready after 10 min 0 s: probe of container a, Unhealthy: Readiness probe failed: x'],
  ],
  [
    'a Job whose first container is done, while the other works: nothing is stuck',
    startedBy(
      startedBy(
        setUp(story({ spec: { restartPolicy: 'Never' }, containers: [{ name: 'a' }, { name: 'b' }] })),
        'a',
        100,
      ),
      'b',
      200,
    )
      .status(300, { phase: 'Running', containerStatuses: [terminated('a', 170, 200, 0), running('b', 270)] })
      .status(1_200_000, {
        phase: 'Succeeded',
        containerStatuses: [terminated('a', 170, 200, 0), terminated('b', 270, 1_199_000, 0)],
      }),
    ['completed after 20 min 0 s; run b took 19 min 59 s (100 %)'],
  ],
  [
    'an eviction within the crash window',
    startedBy(setUp(story()), 'app', 100)
      .ready(200, [running('app', 170)])
      .status(5_200, {
        phase: 'Failed',
        reason: 'Evicted',
        message: 'node low on memory',
        containerStatuses: [terminated('app', 170, 5_000, 137)],
      }),
    ['crashed after 4.95 s: Evicted: node low on memory'],
  ],
  [
    'a restart of which no run was seen',
    setUp(story({ containers: [{ name: 'a' }, { name: 'b' }] })).status(5_000, {
      phase: 'Running',
      containerStatuses: [running('a', 4_000, { restartCount: 1 }), waiting('b')],
    }),
    ['crashed after 5 s: run of container a, Error'],
  ],
  [
    'a gate that has opened since',
    startedBy(
      setUp(story({ containers: [{ name: 'app', ...probed }], spec: { readinessGates: [{ conditionType: 'lb' }] } })),
      'app',
      100,
    )
      .status(300, {
        containerStatuses: [running('app', 170, { ready: false })],
        conditions: [condition('lb', 'False', 200, 'TargetNotRegistered')],
      })
      .status(5_000, { conditions: [condition('lb', 'True', 5_000)] }),
    ['not ready after 10 min 0 s: probe of container app'],
  ],
  [
    'a container with a restart policy of its own',
    startedBy(setUp(story({ containers: [{ name: 'app' }, { name: 'once', restartPolicy: 'OnFailure' }] })), 'app', 100)
      .ready(400, [running('app', 170), running('once', 300)])
      .status(3_000, { containerStatuses: [running('app', 170), terminated('once', 300, 2_900, 0)] }),
    ['ready after 395 ms; pull+create+start once took 230 ms (58 %)'],
  ],
]

describe('what a startup is said to have waited for, or died of', () => {
  for (const [name, of, summaries] of CASES) {
    it(name, () => {
      expect(startups(of).map(summaryOf)).to.deep.equal(summaries)
    })
  }
})
