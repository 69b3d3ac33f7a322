import { expect } from 'chai'
import { describe, it } from 'mocha'
import { running, setUp, startedBy, story, terminated, waiting, type Story } from '../../support/story.ts'
import { stagesIn, startups } from '../../support/tell.ts'

const POD = ['schedule', 'pod setup']
const three = (name: string) => [`pull ${name}`, `create ${name}`, `start ${name}`]

/** Two init containers with a sidecar between them, then two main ones. */
const INITS = [
  { name: 'migrate' },
  { name: 'proxy', restartPolicy: 'Always', startupProbe: {} },
  { name: 'warm' },
] as const
const staged = () => story({ initContainers: INITS, containers: [{ name: 'app' }, { name: 'log' }] })

const migrated = terminated('migrate', 170, 1_150, 0)
const proxying = (more = {}) => running('proxy', 1_270, more)
const initStatuses = (one: Story, ms: number, ...statuses: readonly (typeof migrated)[]) =>
  one.status(ms, { initContainerStatuses: statuses })

const walk = (): Story => {
  const one = startedBy(setUp(staged()), 'migrate', 100, true)
  initStatuses(one, 1_190, migrated, waiting('proxy', 'PodInitializing'), waiting('warm', 'PodInitializing'))
  startedBy(one, 'proxy', 1_200, true)
  initStatuses(one, 1_290, migrated, proxying({ started: false, ready: false }), waiting('warm', 'PodInitializing'))
  initStatuses(one, 2_400, migrated, proxying(), waiting('warm', 'PodInitializing'))
  startedBy(one, 'warm', 2_410, true)
  initStatuses(one, 3_400, migrated, proxying(), terminated('warm', 2_480, 3_380, 0))
  return startedBy(startedBy(one, 'app', 3_410), 'log', 3_490).ready(3_580, [
    running('app', 3_480),
    running('log', 3_560),
  ])
}

/** The first of two main containers cannot be pulled at once; the kubelet goes on to the next. */
const passedOver = (): Story => {
  const one = setUp(story({ containers: [{ name: 'app' }, { name: 'log' }] }))
    .event(100, 'Pulling', 'Pulling image "registry/app:1"', { container: 'app' })
    .event(150, 'Failed', 'Failed to pull image "registry/app:1": 500', { container: 'app', type: 'Warning' })
    .event(151, 'Failed', 'Error: ErrImagePull', { container: 'app', type: 'Warning' })
  startedBy(one, 'log', 155).status(230, { containerStatuses: [waiting('app', 'ErrImagePull'), running('log', 225)] })
  return startedBy(one, 'app', 10_100).ready(10_190, [running('app', 10_170), running('log', 225)])
}

const withProbe = (probes: object, passedMs: number): Story =>
  startedBy(setUp(story({ containers: [{ name: 'app', ...probes }] })), 'app', 100)
    .status(190, { containerStatuses: [running('app', 170, { ready: false, started: false })] })
    .ready(passedMs, [running('app', 170)])

const job = () => startedBy(setUp(story({ spec: { restartPolicy: 'Never' } })), 'app', 100)

interface Case {
  readonly name: string
  readonly of: Story
  readonly dropEvents?: boolean
  readonly stages: readonly string[]
}

const CASES: readonly Case[] = [
  {
    name: 'init containers run to their end, a sidecar to its startup probe, then the main ones',
    of: walk(),
    stages: [
      ...POD,
      ...three('migrate'),
      'run migrate',
      ...three('proxy'),
      'probe proxy',
      ...three('warm'),
      'run warm',
      ...three('app'),
      ...three('log'),
      'ready',
    ],
  },
  {
    name: 'the same from its statuses alone',
    of: walk(),
    dropEvents: true,
    stages: [
      'schedule',
      'pod setup+pull+create+start migrate',
      'run migrate',
      'pull+create+start proxy',
      'probe proxy',
      'pull+create+start+run warm',
      'pull+create+start app',
      'pull+create+start log',
      'ready',
    ],
  },
  {
    name: 'a main container that fails its pull does not hold up the next',
    of: passedOver(),
    stages: [...POD, ...three('app'), ...three('log'), 'ready'],
  },
  {
    name: 'a startup probe',
    of: withProbe({ startupProbe: {} }, 5_000),
    stages: [...POD, ...three('app'), 'probe app', 'ready'],
  },
  {
    name: 'a readiness probe',
    of: withProbe({ readinessProbe: {} }, 5_000),
    stages: [...POD, ...three('app'), 'probe app', 'ready'],
  },
  {
    name: 'a liveness probe has no stage',
    of: withProbe({ livenessProbe: {} }, 5_000),
    stages: [...POD, ...three('app'), 'ready'],
  },
  {
    name: 'a Job that is done waits for nothing more',
    of: job().status(2_000, { phase: 'Succeeded', containerStatuses: [terminated('app', 170, 1_900, 0)] }),
    stages: [...POD, ...three('app'), 'run app'],
  },
  {
    name: 'a Job that is done, and no word of its container’s end',
    of: job().status(2_000, { phase: 'Succeeded' }),
    stages: [...POD, ...three('app'), 'run app'],
  },
  {
    name: 'a Job that failed waits for nothing more',
    of: job().status(2_000, { phase: 'Failed', containerStatuses: [terminated('app', 170, 1_900, 3)] }),
    stages: [...POD, ...three('app'), 'run app'],
  },
  {
    name: 'a pod that was evicted while its container ran had waited for Ready',
    of: job().status(2_000, { phase: 'Failed', reason: 'Evicted' }),
    stages: [...POD, ...three('app'), 'ready !'],
  },
]

describe('the stages of containers', () => {
  for (const { name, of, dropEvents = false, stages } of CASES) {
    it(name, () => {
      expect(startups(of, { dropEvents }).map(stagesIn)).to.deep.equal([stages])
    })
  }
})

describe('a container’s place among the others', () => {
  const starts = (one: Story): Record<string, bigint> =>
    Object.fromEntries(
      startups(one).flatMap(({ stages }) =>
        stages.map((stage) => [stagesIn({ stages: [stage] } as never)[0], stage.from.at]),
      ),
    )
  it('one that is passed over and its follower overlap', () => {
    const of = starts(passedOver())
    expect(of['pull log']).to.be.lessThan(Number(of['create app']))
  })
})
