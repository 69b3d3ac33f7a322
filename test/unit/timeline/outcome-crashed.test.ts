import { expect } from 'chai'
import { describe, it } from 'mocha'
import { running, setUp, startedBy, story, terminated, termination, waiting, type Story } from '../../support/story.ts'
import { answersTo, type Answer } from '../../support/tell.ts'

const started = (one: Story = story()) => startedBy(setUp(one), 'app', 100)

interface Case {
  readonly name: string
  readonly of: Story
  readonly answers: readonly Answer[]
}

const crashed = (container: string, reason: string, span = `container ${container}`): Answer => ({
  outcome: 'crashed',
  stage: 'run',
  container,
  reason,
  errors: ['pod startup', span, 'run'],
})

const CASES: readonly Case[] = [
  {
    name: 'crashed: it was ready, but ended within the crash window',
    of: started()
      .ready(190, [running('app', 170)])
      .status(3_000, { containerStatuses: [terminated('app', 170, 2_900, 1)] }),
    answers: [crashed('app', 'Error')],
  },
  {
    name: 'crashed: restarted before it was first ready, long after the window',
    of: started(story({ containers: [{ name: 'app', readinessProbe: {} }] }))
      .status(190, { phase: 'Running', containerStatuses: [running('app', 170, { ready: false })] })
      .status(60_000, {
        containerStatuses: [
          running('app', 59_000, {
            ready: false,
            restartCount: 1,
            lastState: { terminated: termination(170, 58_000, 137, 'OOMKilled') },
          }),
        ],
      }),
    answers: [crashed('app', 'OOMKilled')],
  },
  {
    name: 'crashed: an init container was restarted',
    of: startedBy(setUp(story({ initContainers: [{ name: 'migrate' }] })), 'migrate', 100, true).status(5_000, {
      initContainerStatuses: [
        waiting('migrate', 'CrashLoopBackOff', {
          restartCount: 1,
          lastState: { terminated: termination(170, 4_000, 2) },
        }),
      ],
    }),
    answers: [crashed('migrate', 'CrashLoopBackOff', 'container migrate (init)')],
  },
  {
    name: 'crashed: a restart that is first seen together with Ready',
    of: started(story({ containers: [{ name: 'app', readinessProbe: {} }] })).ready(40_000, [
      running('app', 39_000, { restartCount: 1, lastState: { terminated: termination(170, 31_000, 137) } }),
    ]),
    answers: [crashed('app', 'Error')],
  },
  {
    name: 'crashed: it ended well, but should not have ended',
    of: started()
      .ready(190, [running('app', 170)])
      .status(1_400, { containerStatuses: [terminated('app', 170, 1_300, 0)] }),
    answers: [crashed('app', 'Completed')],
  },
  {
    name: 'crashed: in the window, but told after it',
    of: started()
      .ready(190, [running('app', 170)])
      .status(10_900, { containerStatuses: [terminated('app', 170, 9_900, 1)] }),
    answers: [crashed('app', 'Error')],
  },
  {
    name: 'crashed: from Ready at once to waiting, restarted; what ended is the first run',
    of: started()
      .ready(190, [running('app', 170)])
      .status(3_000, {
        containerStatuses: [
          waiting('app', 'CrashLoopBackOff', {
            restartCount: 1,
            lastState: { terminated: termination(170, 2_900, 137, 'OOMKilled') },
          }),
        ],
      }),
    answers: [crashed('app', 'OOMKilled')],
  },
  {
    name: 'crashed: from Ready at once to the end of the second run, which began within the window',
    of: started()
      .ready(190, [running('app', 170)])
      .status(6_000, {
        containerStatuses: [
          waiting('app', 'CrashLoopBackOff', {
            restartCount: 1,
            lastState: { terminated: termination(3_000, 5_900, 1) },
          }),
        ],
      }),
    answers: [crashed('app', 'CrashLoopBackOff')],
  },
  {
    name: 'ready: the second run began after the window; when the first ended is not known',
    of: started()
      .ready(190, [running('app', 170)])
      .status(14_500, {
        containerStatuses: [
          waiting('app', 'CrashLoopBackOff', {
            restartCount: 1,
            lastState: { terminated: termination(12_000, 14_000, 1) },
          }),
        ],
      }),
    answers: [{ outcome: 'ready', errors: [] }],
  },
]

describe('a startup that crashed', () => {
  for (const { name, of, answers } of CASES) {
    it(name, () => {
      expect(answersTo(of)).to.deep.equal(answers)
    })
  }
})
