import { expect } from 'chai'
import { describe, it } from 'mocha'
import { durationText } from '../../../src/insight/duration-text.ts'
import { minus } from '../../../src/observe/nanos.ts'
import { labelOf } from '../../../src/insight/critical-path.ts'
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

/** Each stage of the first trace and how long it is drawn; `!` behind those that had not come to their end. */
const drawn = (one: Story): readonly string[] =>
  startups(one)
    .slice(0, 1)
    .flatMap(({ stages }) =>
      stages.map(
        (stage) => `${labelOf(stage)}${stage.open ? ' !' : ''} ${durationText(minus(stage.to.at, stage.from.at))}`,
      ),
    )

const SETUP = ['schedule 15 ms', 'pod setup 80 ms']
const APP = ['pull app 50 ms', 'create app 10 ms', 'start app 10 ms']
const probed = (...kinds: readonly string[]) => Object.fromEntries(kinds.map((kind) => [`${kind}Probe`, {}]))

describe('stages, after trouble or with probes', () => {
  it('a sidecar with both probes: the next container waits for its startup probe', () => {
    const sidecar = { name: 'proxy', restartPolicy: 'Always', ...probed('startup', 'readiness') }
    const proxy = (more: object) => running('proxy', 170, { ready: false, started: false, ...more })
    const one = setUp(story({ initContainers: [sidecar] }))
      .status(110, { conditions: [condition('PodReadyToStartContainers', 'True', 100)] })
      .status(180, { initContainerStatuses: [proxy({})], containerStatuses: [waiting('app')] })
      .status(30_300, { initContainerStatuses: [proxy({ started: true })] })
      .ready(31_000, [running('app', 30_900)], { initContainerStatuses: [proxy({ started: true, ready: true })] })
    expect(drawn(one)).to.deep.equal([
      'schedule 15 ms',
      'pod setup 90 ms',
      'pull+create+start proxy 70 ms',
      'probe proxy 30.8 s',
      'pull+create+start app 700 ms',
      'ready 0 µs',
    ])
  })
  it('the first Events lost: what a status told before them counts', () => {
    const one = startedBy(
      setUp(story()).status(1_000, { containerStatuses: [waiting('app', 'ErrImagePull')] }),
      'app',
      30_000,
    ).ready(30_090, [running('app', 30_070)])
    expect(drawn(one)).to.deep.equal(['schedule 15 ms', 'pod setup+pull app 30 s', ...APP.slice(1), 'ready 20 ms'])
  })
  it('the first Pulled lost: that of a later attempt says only that the image was there', () => {
    const one = setUp(story())
      .event(100, 'Pulling', 'Pulling image "registry/app:1"', { container: 'app' })
      .event(160, 'Failed', 'Error: configmap "settings" not found', { container: 'app', type: 'Warning' })
      .event(1_000, 'Pulled', 'Container image "registry/app:1" already present on machine', { container: 'app' })
      .event(1_010, 'Created', 'Container created', { container: 'app' })
      .event(1_020, 'Started', 'Container started', { container: 'app' })
      .ready(1_030, [running('app', 1_020)])
    expect(drawn(one)).to.deep.equal([...SETUP, 'pull+create app 910 ms', 'start app 10 ms', 'ready 10 ms'])
  })
  it('a crash loop that is deleted: the run, and no waiting for Ready', () => {
    const one = startedBy(setUp(story({ containers: [{ name: 'app', ...probed('readiness') }] })), 'app', 100)
      .status(190, { phase: 'Running', containerStatuses: [running('app', 170, { ready: false })] })
      .status(20_000, { containerStatuses: [terminated('app', 170, 19_700, 1)] })
      .deleting(21_000)
    expect(drawn(one)).to.deep.equal([...SETUP, ...APP, 'run app 19.7 s'])
  })
  it('an init container that ended badly: its run is over, the next one’s turn has not come', () => {
    const one = startedBy(setUp(story({ initContainers: [{ name: 'migrate' }] })), 'migrate', 100, true).status(5_000, {
      initContainerStatuses: [
        waiting('migrate', 'CrashLoopBackOff', {
          restartCount: 1,
          lastState: { terminated: termination(170, 2_700, 3) },
        }),
      ],
    })
    // The second run's end is in the status, not the first's: the run has no end of its own.
    expect(drawn(one).slice(2)).to.deep.equal([
      'pull migrate 50 ms',
      'create migrate 10 ms',
      'start migrate 10 ms',
      'run migrate ! 4.83 s',
    ])
  })
  it('an init container seen to end badly: its run ends there', () => {
    const one = startedBy(
      setUp(story({ initContainers: [{ name: 'migrate' }], spec: { restartPolicy: 'Never' } })),
      'migrate',
      100,
      true,
    )
      .status(3_000, { initContainerStatuses: [terminated('migrate', 170, 2_700, 3)] })
      .status(3_100, { phase: 'Failed' })
    expect(drawn(one).slice(2)).to.deep.equal([
      'pull migrate 50 ms',
      'create migrate 10 ms',
      'start migrate 10 ms',
      'run migrate 2.68 s',
    ])
  })
})
