import { expect } from 'chai'
import { describe, it } from 'mocha'
import { rowOf, msOf, type BoundaryRow } from '../../support/facts.ts'
import { running, setUp, startedBy, story, terminated, waiting, type Story } from '../../support/story.ts'
import { startups } from '../../support/tell.ts'

const started = (one: Story = story()) => startedBy(setUp(one), 'app', 100)
const ready = () => started().ready(190, [running('app', 170)])

const arrival = (ms: number, from: number, source = 'watch_arrival'): BoundaryRow => ({
  at: ms,
  bounds: [from, ms],
  source,
  clock: 'exporter',
})

const ENDS: readonly (readonly [name: string, of: Story, end: BoundaryRow])[] = [
  ['ready', ready(), arrival(190, 168)],
  [
    'crashed: the end of the first run',
    ready().status(3_000, { containerStatuses: [terminated('app', 170, 2_900, 1)] }),
    { at: 2_850, bounds: [2_700, 3_000], source: 'container_status', clock: 'node/node-a' },
  ],
  [
    'failed: between the last thing known and its arrival',
    setUp(story()).status(3_000, { phase: 'Failed' }),
    arrival(3_000, 14),
  ],
  [
    'failed, found in a list: no more than an upper bound',
    setUp(story()).status(3_000, { phase: 'Failed' }, true),
    arrival(3_000, 14, 'list_arrival'),
  ],
  ['deleted: not before it was asked for', setUp(story()).deleting(3_000), arrival(3_000, 2_200)],
  ['removed', setUp(story()).removed(3_000), arrival(3_000, 14)],
  ['stuck: the deadline', setUp(story()), arrival(600_005, 600_005, 'deadline')],
]

describe('the end of a startup', () => {
  for (const [name, of, end] of ENDS) {
    it(name, () => {
      expect(startups(of).map((one) => rowOf(one.end))).to.deep.equal([end])
    })
  }
})

const failed = (one: Story, ms: number, message = 'Error: ErrImagePull') =>
  one.event(ms, 'Failed', message, { container: 'app', type: 'Warning' })

const NOTES: readonly (readonly [name: string, of: Story, notes: readonly string[]])[] = [
  ['none where nothing was told', ready(), []],
  [
    'each word of waiting once, and when the pod was initialized',
    started()
      .status(30, {
        containerStatuses: [waiting('app', 'PodInitializing')],
        conditions: [{ type: 'Initialized', status: 'False', reason: 'ContainersNotInitialized' }],
      })
      .status(40, {
        containerStatuses: [waiting('app')],
        conditions: [{ type: 'Initialized', status: 'True' }],
      })
      .status(50, { containerStatuses: [waiting('app', 'ContainerCreating', { message: 'still' })] })
      .ready(190, [running('app', 170)]),
    ['PodInitializing 30', 'ContainerCreating 40', 'Initialized 40'],
  ],
  [
    'what up to three Events tell of one failure, once',
    failed(failed(setUp(story()), 150, 'Failed to pull image "a": 500'), 151).deleting(900),
    ['ErrImagePull 150'],
  ],
  [
    'the same failure again, later',
    failed(failed(setUp(story()), 150), 350).deleting(900),
    ['ErrImagePull 150', 'ErrImagePull 350'],
  ],
  [
    'what an Event told, without what the status repeats',
    failed(setUp(story()), 150)
      .status(400, { containerStatuses: [waiting('app', 'ErrImagePull')] })
      .deleting(900),
    ['ErrImagePull 150'],
  ],
  [
    'what only the status tells',
    setUp(story())
      .status(400, { containerStatuses: [waiting('app', 'ErrImagePull')] })
      .deleting(900),
    ['ErrImagePull 400'],
  ],
  [
    'Events that tell of no problem, and those that nobody knows',
    setUp(story())
      .event(300, 'SandboxChanged', 'Pod sandbox changed')
      .event(400, 'Sunny', 'The weather is fine')
      .deleting(900),
    ['SandboxChanged 300', 'Sunny 400'],
  ],
  ['nothing from after the end', failed(ready(), 195), []],
]

describe('the notes of a startup', () => {
  for (const [name, of, notes] of NOTES) {
    it(name, () => {
      const [one] = startups(of)
      expect(one?.notes.map((note) => `${note.reason} ${Math.round(msOf(note.at))}`)).to.deep.equal(notes)
    })
  }
})
