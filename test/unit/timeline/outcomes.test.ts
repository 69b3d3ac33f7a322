import { expect } from 'chai'
import { describe, it } from 'mocha'
import { condition, running, setUp, startedBy, story, terminated, waiting, type Story } from '../../support/story.ts'
import { answersTo, type Answer } from '../../support/tell.ts'

const started = (one: Story = story()) => startedBy(setUp(one), 'app', 100)
const job = () => story({ spec: { restartPolicy: 'Never' } })

interface Case {
  readonly name: string
  readonly of: Story
  readonly answers: readonly Answer[]
}

const READY: Answer = { outcome: 'ready', errors: [] }

const CASES: readonly Case[] = [
  { name: 'ready', of: started().ready(190, [running('app', 170)]), answers: [READY] },
  {
    name: 'ready, and ended after the crash window',
    of: started()
      .ready(190, [running('app', 170)])
      .status(15_000, { containerStatuses: [terminated('app', 170, 14_800, 1)] }),
    answers: [READY],
  },
  {
    name: 'ready: one of two containers of a Job is done early, as it should',
    of: startedBy(
      startedBy(
        setUp(story({ spec: { restartPolicy: 'OnFailure' }, containers: [{ name: 'app' }, { name: 'once' }] })),
        'app',
        100,
      ),
      'once',
      200,
    )
      .ready(290, [running('app', 170), running('once', 270)])
      .status(2_000, { containerStatuses: [running('app', 170), terminated('once', 270, 1_900, 0)] }),
    answers: [READY],
  },
  {
    name: 'completed: it ran to its end before anybody saw it ready',
    of: started(job()).status(2_000, { phase: 'Succeeded', containerStatuses: [terminated('app', 170, 1_900, 0)] }),
    answers: [{ outcome: 'completed', errors: [] }],
  },
  {
    name: 'failed: a Job’s pod',
    of: started(job()).status(2_000, { phase: 'Failed', containerStatuses: [terminated('app', 170, 1_900, 4)] }),
    answers: [
      {
        outcome: 'failed',
        stage: 'run',
        container: 'app',
        reason: 'Error',
        errors: ['pod startup', 'container app', 'run'],
      },
    ],
  },
  {
    name: 'failed: evicted',
    of: setUp(story()).status(2_000, {
      phase: 'Failed',
      reason: 'Evicted',
      message: 'The node was low on resource: memory.',
    }),
    answers: [{ outcome: 'failed', stage: 'pod setup', reason: 'Evicted', errors: ['pod startup', 'pod setup'] }],
  },
  {
    name: 'deleted while it was not scheduled',
    of: story().added(5).deleting(3_000, 0).removed(3_001),
    answers: [{ outcome: 'deleted', stage: 'schedule', errors: [] }],
  },
  {
    name: 'deleted in its setup',
    of: setUp(story())
      .status(30, { containerStatuses: [waiting('app')] })
      .deleting(3_000)
      .removed(4_000),
    answers: [{ outcome: 'deleted', stage: 'pod setup', reason: 'ContainerCreating', errors: [] }],
  },
  {
    name: 'deleted while it backed off from pulling',
    of: setUp(story())
      .event(100, 'Pulling', 'Pulling image "registry/app:1"', { container: 'app' })
      .event(150, 'Failed', 'Error: ErrImagePull', { container: 'app', type: 'Warning' })
      .deleting(3_000)
      .removed(4_000),
    answers: [{ outcome: 'deleted', stage: 'pull', container: 'app', reason: 'ErrImagePull', errors: [] }],
  },
  {
    name: 'deleted while its probe had not passed',
    of: started(story({ containers: [{ name: 'app', readinessProbe: {} }] }))
      .status(190, { phase: 'Running', containerStatuses: [running('app', 170, { ready: false })] })
      .deleting(3_000),
    answers: [{ outcome: 'deleted', stage: 'probe', container: 'app', errors: [] }],
  },
  {
    name: 'deleted, without a word of it before: removed',
    of: setUp(story()).removed(4_000),
    answers: [{ outcome: 'deleted', stage: 'pod setup', errors: [] }],
  },
  {
    name: 'ready, and deleted within the crash window',
    of: started()
      .ready(190, [running('app', 170)])
      .deleting(1_000)
      .status(2_000, { containerStatuses: [terminated('app', 170, 1_900, 137)] }),
    answers: [READY],
  },
  {
    name: 'deleted first, ready later',
    of: started()
      .deleting(155)
      .ready(190, [running('app', 170)]),
    answers: [{ outcome: 'deleted', stage: 'create', container: 'app', errors: [] }],
  },
  {
    name: 'unknown: the node was lost',
    of: setUp(story()).status(3_000, { phase: 'Unknown', reason: 'NodeLost' }),
    answers: [{ outcome: 'unknown', stage: 'pod setup', reason: 'NodeLost', errors: ['pod startup', 'pod setup'] }],
  },
  {
    name: 'stuck for 10 min, then resumed and ready: two traces',
    of: setUp(story())
      .event(100, 'Pulling', 'Pulling image "registry/app:1"', { container: 'app' })
      .event(150, 'Failed', 'Error: ErrImagePull', { container: 'app', type: 'Warning' })
      .status(200, { containerStatuses: [waiting('app', 'ErrImagePull')] })
      .event(
        700_000,
        'Pulled',
        'Successfully pulled image "registry/app:1" in 50ms (50ms including waiting). Image size: 7 bytes.',
        { container: 'app' },
      )
      .event(700_010, 'Created', 'Container created', { container: 'app' })
      .event(700_020, 'Started', 'Container started', { container: 'app' })
      .ready(700_040, [running('app', 700_020)]),
    answers: [
      {
        outcome: 'stuck',
        stage: 'pull',
        container: 'app',
        reason: 'ErrImagePull',
        errors: ['pod startup', 'container app', 'pull'],
      },
      READY,
    ],
  },
  {
    name: 'stuck after 2 min where trying again does not help',
    of: setUp(story())
      .status(200, {
        containerStatuses: [waiting('app', 'InvalidImageName')],
        conditions: [condition('PodReadyToStartContainers', 'True', 100)],
      })
      .ready(180_000, [running('app', 170)]),
    answers: [
      {
        outcome: 'stuck',
        stage: 'pull',
        container: 'app',
        reason: 'InvalidImageName',
        errors: ['pod startup', 'container app', 'pull'],
      },
      READY,
    ],
  },
]

describe('the outcome of a startup', () => {
  for (const { name, of, answers } of CASES) {
    it(name, () => {
      expect(answersTo(of)).to.deep.equal(answers)
    })
  }
})
