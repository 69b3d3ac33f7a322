import { expect } from 'chai'
import { describe, it } from 'mocha'
import {
  condition,
  running,
  second,
  setUp,
  startedBy,
  story,
  waiting,
  type EventSpec,
  type Story,
} from '../../support/story.ts'
import { stagesIn, startups } from '../../support/tell.ts'
import { resolutionOf, rowOf, type BoundaryRow } from '../../support/facts.ts'
import { keyOf, type Edge } from '../../../src/timeline/boundary.ts'

const PULLED = 'Successfully pulled image "registry/app:1" in 50ms (50ms including waiting). Image size: 7 bytes.'
const AGGREGATED = '(combined from similar events): '
const UUID = 'web.5f7c2b1e-4a8d-11e7-9f5e-fa163e0c9a11'
const ready = (one: Story, ms = 190) => one.ready(ms, [running('app', 170)])
const sandboxTold = { conditions: [condition('PodReadyToStartContainers', 'True', 100)] }
const two = () => setUp(story({ containers: [{ name: 'app' }, { name: 'log' }] }))
const bothRunning = [running('app', 170), running('log', 250)]

/** The Events of one container: some of them lost, `Pulled` told in another way. */
interface Told {
  readonly lost?: readonly string[]
  readonly message?: string
  readonly name?: string
}
function told({ lost = [], message = PULLED, name }: Told): Story {
  const one = setUp(story())
  const tell = (ms: number, reason: string, text: string, more: EventSpec = {}) => {
    if (!lost.includes(reason)) one.event(ms, reason, text, { container: 'app', ...more })
  }
  tell(100, 'Pulling', 'Pulling image "registry/app:1"')
  tell(150, 'Pulled', message, name === undefined ? {} : { name })
  tell(160, 'Created', 'Container created')
  tell(170, 'Started', 'Container started')
  return ready(one)
}

interface Case {
  readonly name: string
  readonly of: Story
  readonly dropEvents?: boolean
  readonly stages: readonly string[]
}

const POD = ['schedule', 'pod setup']
const CASES: readonly Case[] = [
  {
    name: 'no Events, and the sandbox in a status of its own',
    of: ready(setUp(story()).status(110, sandboxTold)),
    dropEvents: true,
    stages: [...POD, 'pull+create+start app', 'ready'],
  },
  {
    name: 'no Events, and the sandbox told with the running container (1.29 to 1.35)',
    of: setUp(story())
      .ready(190, [running('app', 170)], { conditions: sandboxTold.conditions })
      .ready(200, [running('app', 170)]),
    dropEvents: true,
    stages: ['schedule', 'pod setup+pull+create+start app', 'ready'],
  },
  {
    name: 'no Events, and no word of the sandbox (1.28 and before)',
    of: ready(setUp(story())),
    dropEvents: true,
    stages: ['schedule', 'pod setup+pull+create+start app', 'ready'],
  },
  {
    name: 'two containers that came running in one status',
    of: two().status(110, sandboxTold).ready(290, bothRunning),
    stages: [...POD, 'pull+create+start app', 'pull+create+start log', 'ready'],
  },
  {
    name: 'two containers that came running in one status, and no word of the sandbox',
    of: two().ready(290, bothRunning),
    stages: ['schedule', 'pod setup+pull+create+start app', 'pull+create+start log', 'ready'],
  },
  {
    name: 'the second container’s Events lost',
    of: startedBy(two(), 'app', 100).ready(290, bothRunning),
    stages: [...POD, 'pull app', 'create app', 'start app', 'pull+create+start log', 'ready'],
  },
  {
    name: 'the first container’s Events lost: what the second one tells is no end of the pod’s setup',
    of: startedBy(two(), 'log', 180).ready(290, bothRunning),
    stages: ['schedule', 'pod setup+pull+create+start app', 'pull log', 'create log', 'start log', 'ready'],
  },
  {
    name: '`Pulling` lost',
    of: told({ lost: ['Pulling'] }),
    stages: ['schedule', 'pod setup+pull app', 'create app', 'start app', 'ready'],
  },
  { name: '`Pulled` lost', of: told({ lost: ['Pulled'] }), stages: [...POD, 'pull+create app', 'start app', 'ready'] },
  {
    name: '`Created` lost',
    of: told({ lost: ['Created'] }),
    stages: [...POD, 'pull app', 'create+start app', 'ready'],
  },
  {
    name: '`Started` lost',
    of: told({ lost: ['Started'] }),
    stages: [...POD, 'pull app', 'create app', 'start app', 'ready'],
  },
  {
    name: 'a text of `Pulled` that nobody knows: the durations are lost, the trace is whole',
    of: told({ message: 'The image is here' }),
    stages: [...POD, 'pull app', 'create app', 'start app', 'ready'],
  },
  {
    name: 'an aggregated Event: its name’s time is that of another, so it is no more than an upper bound',
    of: told({ message: AGGREGATED + PULLED }),
    stages: [...POD, 'pull+create app', 'start app', 'ready'],
  },
  {
    name: 'an Event whose name is a UUID',
    of: told({ name: UUID }),
    stages: [...POD, 'pull app', 'create app', 'start app', 'ready'],
  },
  {
    name: 'first seen in a list, before its containers ran',
    of: story()
      .onNode()
      .status(
        2_500,
        {
          startTime: second(30),
          conditions: [condition('PodScheduled', 'True', 20), condition('PodReadyToStartContainers', 'True', 1_100)],
          containerStatuses: [waiting('app')],
        },
        true,
      )
      .ready(4_190, [running('app', 4_170)]),
    stages: ['schedule+pod setup', 'pull+create+start app', 'ready'],
  },
  {
    name: 'first seen in a list, and no word of its scheduling and its sandbox',
    of: story()
      .onNode()
      .status(2_500, { containerStatuses: [waiting('app')] }, true)
      .ready(4_190, [running('app', 4_170)]),
    stages: ['schedule+pod setup+pull+create+start app', 'ready'],
  },
  {
    name: 'a container that cannot go on, and no word of the sandbox',
    of: setUp(story()).status(900, { containerStatuses: [waiting('app', 'ImagePullBackOff')] }),
    stages: ['schedule', 'pod setup+pull app !'],
  },
  {
    name: 'a pod that cannot go on before its containers',
    of: setUp(story()).event(500, 'FailedMount', 'MountVolume.SetUp failed for volume "s"', { type: 'Warning' }),
    stages: ['schedule', 'pod setup !'],
  },
]

describe('stages that cannot be told apart', () => {
  for (const { name, of, dropEvents = false, stages } of CASES) {
    it(name, () => {
      expect(startups(of, { dropEvents }).map(stagesIn)).to.deep.equal([stages])
    })
  }
})

interface Place {
  readonly name: string
  readonly of: Story
  readonly edge: Edge
  readonly container?: string
  readonly row: BoundaryRow
}

const NODE = 'node/node-a'
const PLACES: readonly Place[] = [
  {
    name: 'a UUID is no time: the second has to do',
    of: told({ name: UUID }),
    edge: 'pulled',
    container: 'app',
    row: { at: 126, bounds: [98, 154], source: 'event_timestamp', clock: NODE },
  },
  {
    name: 'an Event known to its second does not hide the exact one that came before it',
    of: told({ name: UUID }),
    edge: 'sandbox_ready',
    row: { at: 100, bounds: [50, 100], source: 'event_name', clock: NODE },
  },
]

describe('a boundary of what is told coarsely', () => {
  for (const { name, of, edge, container, row } of PLACES) {
    it(name, () => {
      const boundary = resolutionOf(of).boundaries.get(keyOf(edge, container))
      expect(boundary && rowOf(boundary)).to.deep.equal(row)
    })
  }
  it('with `Pulling` lost, `Pulled` is no more than an upper bound of the sandbox', () => {
    expect(resolutionOf(told({ lost: ['Pulling'] })).boundaries.has(keyOf('sandbox_ready'))).to.equal(false)
  })
})
