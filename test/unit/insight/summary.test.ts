import { expect } from 'chai'
import { describe, it } from 'mocha'
import { summaryOf } from '../../../src/insight/summary.ts'
import { running, setUp, startedBy, story, terminated, waiting, type Story } from '../../support/story.ts'
import { startups } from '../../support/tell.ts'

const started = (one: Story = story()) => startedBy(setUp(one), 'app', 100)
const job = () => started(story({ spec: { restartPolicy: 'Never' } }))
const pullError = (message: string) =>
  setUp(story())
    .event(100, 'Pulling', 'Pulling image "registry/app:1"', { container: 'app' })
    .status(200, { containerStatuses: [waiting('app', 'ErrImagePull', { message })] })

const CASES: readonly (readonly [name: string, of: Story, summaries: readonly string[]])[] = [
  ['ready', started().ready(190, [running('app', 170)]), ['ready after 185 ms; pod setup took 80 ms (43 %)']],
  [
    'completed',
    job().status(9_000, { phase: 'Succeeded', containerStatuses: [terminated('app', 170, 8_900, 0)] }),
    ['completed after 8.99 s; run app took 8.68 s (96 %)'],
  ],
  [
    'crashed',
    started()
      .ready(190, [running('app', 170)])
      .status(4_000, { containerStatuses: [terminated('app', 170, 3_900, 137, { reason: 'OOMKilled' })] }),
    ['crashed after 3.85 s: run of container app, OOMKilled (exit code 137)'],
  ],
  [
    'failed',
    job().status(4_000, { phase: 'Failed', containerStatuses: [terminated('app', 170, 3_900, 2)] }),
    ['failed after 4 s: run of container app, Error (exit code 2)'],
  ],
  [
    'failed: evicted',
    setUp(story()).status(2_005, { phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' }),
    ['failed after 2 s: pod setup, Evicted: The node was low on memory.'],
  ],
  ['failed: no word of why', story().added(5).status(2_005, { phase: 'Failed' }), ['failed after 2 s: schedule']],
  ['deleted', setUp(story()).deleting(2_005), ['deleted after 2 s, before it was ready: pod setup']],
  [
    'stuck, with the Event that says why, and not the one that repeats the reason',
    setUp(story())
      .event(100, 'Pulling', 'Pulling image "registry/app:1"', { container: 'app' })
      .event(200, 'Failed', 'Failed to pull image "registry/app:1": not found', { container: 'app', type: 'Warning' })
      .event(201, 'Failed', 'Error: ErrImagePull', { container: 'app', type: 'Warning' }),
    [
      'not ready after 10 min 0 s: pull of container app, ErrImagePull: Failed to pull image "registry/app:1": not found',
    ],
  ],
  [
    'stuck, with what the registry said, on one line',
    pullError('pull failed:\n   manifest\tunknown'),
    ['not ready after 10 min 0 s: pull of container app, ErrImagePull: pull failed: manifest unknown'],
  ],
  [
    'stuck, with a very long word',
    pullError('x'.repeat(500)),
    [`not ready after 10 min 0 s: pull of container app, ErrImagePull: ${'x'.repeat(200)}…`],
  ],
  [
    'unknown',
    setUp(story()).status(2_005, { phase: 'Unknown', reason: 'NodeLost' }),
    ['lost sight of after 2 s, before it was ready: pod setup, NodeLost'],
  ],
  [
    'stuck, then ready',
    startedBy(pullError('500'), 'app', 700_000).ready(700_105, [running('app', 700_070)]),
    [
      'not ready after 10 min 0 s: pull of container app, ErrImagePull: 500',
      'ready after 1 min 40 s more; pull app took 1 min 40 s (100 %)',
    ],
  ],
]

describe('a startup in a sentence', () => {
  for (const [name, of, summaries] of CASES) {
    it(name, () => {
      expect(startups(of).map(summaryOf)).to.deep.equal(summaries)
    })
  }
})
