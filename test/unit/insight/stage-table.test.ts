import { expect } from 'chai'
import { describe, it } from 'mocha'
import { pullsOf, usesOf } from '../../../src/insight/pull-sample.ts'
import { isImprecise, stageSamplesOf, type StageSample } from '../../../src/insight/stage-sample.ts'
import { isRough, stageTable } from '../../../src/insight/stage-table.ts'
import { isMeasured, whyLeftOut } from '../../../src/insight/startup-counts.ts'
import { parseImage } from '../../../src/insight/image-reference.ts'
import { millis, toMillis } from '../../../src/observe/nanos.ts'
import type { Standing } from '../../../src/timeline/startup.ts'
import { at, running, setUp, startedBy, story, terminated, type Story } from '../../support/story.ts'
import { standingsAt } from '../../support/still.ts'
import { startups } from '../../support/tell.ts'

const watched = (one: Story): Standing => startups(one)[0] as Standing
const listed = (one: Story, ms: number): Standing => standingsAt(one.items, at(ms))[0] as Standing

const ready = (): Story => startedBy(setUp(story()), 'app', 100).ready(300, [running('app', 170)])
const job = (): Story =>
  startedBy(setUp(story({ spec: { restartPolicy: 'Never' } })), 'app', 100).status(9_000, {
    phase: 'Succeeded',
    containerStatuses: [terminated('app', 170, 8_500, 0)],
  })

const shown = (samples: readonly StageSample[]) =>
  samples.map(({ stage, duration, cached }) => `${stage} ${Math.round(toMillis(duration))}${cached ? ' cached' : ''}`)

describe('samples of a startup', () => {
  it('are the whole and its stages', () => {
    expect(shown(stageSamplesOf(watched(ready())))).to.deep.equal([
      'startup 295',
      'schedule 15',
      'pod setup 80',
      'pull 50',
      'create 10',
      'start 10',
      'ready 130',
    ])
  })
  it('tell which pulls brought nothing', () => {
    const cached = setUp(story())
      .event(100, 'Pulled', 'Container image "registry/app:1" already present on machine', { container: 'app' })
      .event(110, 'Created', 'Container created', { container: 'app' })
      .event(120, 'Started', 'Container started', { container: 'app' })
      .ready(300, [running('app', 120)])
    expect(shown(stageSamplesOf(watched(cached)))).to.include('pull 0 cached')
  })
  it('of a Job’s pod are without its work, and without a whole', () => {
    const stages = stageSamplesOf(watched(job())).map(({ stage }) => stage)
    expect(stages).to.deep.equal(['schedule', 'pod setup', 'pull', 'create', 'start'])
  })
  it('carry the image, of containers alone', () => {
    const images = stageSamplesOf(watched(ready())).map(({ stage, image }) => `${stage} ${image?.short ?? '-'}`)
    expect(images).to.include('pull registry/app:1').and.to.include('pod setup -')
  })
})

describe('pulls of a startup', () => {
  it('are told by their Events', () => {
    const image = parseImage('registry/app:1')
    const found = pullsOf(watched(ready())).map(({ at: told, ...rest }) => ({
      ...rest,
      ms: toMillis((told - at(0)) as typeof told),
    }))
    expect(found).to.deep.equal([
      { image, node: 'node-a', ms: 150, is: 'pulled', transfer: millis(50), wait: 0n, size: 7n },
    ])
  })
  it('leave an image on the node, and so does its container', () => {
    expect(usesOf(watched(ready())).map(({ node, image }) => `${node} ${image.short}`)).to.deep.equal([
      'node-a registry/app:1',
      'node-a registry/app:1',
    ])
  })
})

describe('startups that are measured', () => {
  const restarted = (): Story => ready().status(500, { containerStatuses: [running('app', 400, { restartCount: 1 })] })
  const readyAt = (ms: number, container = {}): Story =>
    setUp(story({ containers: [{ name: 'app', ...container }] })).ready(ms, [running('app', 170)])
  const late = (): Story => readyAt(700_000, { readinessProbe: {} })
  const CASES: readonly (readonly [title: string, standing: () => Standing, isMeasured: boolean, why: unknown])[] = [
    ['ready', () => listed(ready(), 1_000), true, undefined],
    ['completed', () => listed(job(), 20_000), true, undefined],
    ['under way', () => listed(setUp(story()), 1_000), false, undefined],
    ['restarted since', () => listed(restarted(), 1_000), false, 'restarted'],
    ['ready long after its creation', () => listed(late(), 800_000), false, 'late'],
    ['ready again, so it seems', () => listed(readyAt(500_000), 800_000), false, 'forgotten'],
    ['watched from its beginning, whatever came later', () => watched(restarted()), true, undefined],
  ]
  for (const [title, standing, measured, why] of CASES) {
    it(title, () => {
      const one = standing()
      expect([isMeasured(one), whyLeftOut(one)]).to.deep.equal([measured, why])
    })
  }
})

describe('the table of stages', () => {
  const sample = (workload: string, stage: string, ms: number, more: Partial<StageSample> = {}): StageSample => ({
    ...{ namespace: 'shop', workload, stage, cached: false },
    ...{ duration: millis(ms), shortest: millis(ms), longest: millis(ms) },
    ...more,
  })
  const wide = { shortest: millis(0), longest: millis(2_000) }
  it('has a row for each group and stage, in the order of a startup', () => {
    const rows = stageTable(
      [
        sample('web', 'ready', 1),
        sample('web', 'pull+create+start', 2),
        sample('web', 'pull', 3),
        sample('web', 'startup', 4),
        sample('db', 'schedule', 5),
      ],
      'workload',
    )
    expect(rows.map(({ group, stage }) => `${group} ${stage}`)).to.deep.equal([
      'shop/db schedule',
      'shop/web startup',
      'shop/web pull',
      'shop/web pull+create+start',
      'shop/web ready',
    ])
  })
  it('has rows of its own for each image, and one for what means the same', () => {
    const of = (text: string) => sample('web', 'pull', 1, { image: parseImage(text) })
    const texts = ['mylibrary/app:1', 'myapp:1', 'docker.io/library/myapp:1', 'docker.io/a.b/c:1', 'a.b/c:1']
    const rows = stageTable(texts.map(of), 'image')
    expect(rows.map(({ group, spread }) => `${group} ${spread?.count}`)).to.deep.equal([
      'a.b/c:1 1',
      'docker.io/a.b/c:1 1',
      'myapp:1 2',
      'mylibrary/app:1 1',
    ])
  })
  it('tells workloads of one name apart by their kinds', () => {
    const of = (workload: string, kind?: string) => sample(workload, 'pull', 1, kind === undefined ? {} : { kind })
    const rows = stageTable(
      [of('web', 'deployment'), of('web', 'statefulset'), of('db', 'job'), of('(bare)')],
      'workload',
    )
    expect(rows.map(({ group }) => group)).to.deep.equal([
      'shop/(bare)',
      'shop/db',
      'shop/deployment/web',
      'shop/statefulset/web',
    ])
  })
  it('leaves out what has no such group', () => {
    expect(stageTable([sample('web', 'schedule', 1)], 'node')).to.deep.equal([])
  })
  it('counts pulls that brought nothing, and does not measure them', () => {
    const rows = stageTable([sample('web', 'pull', 0, { cached: true }), sample('web', 'pull', 9)], 'workload')
    expect(rows).to.deep.equal([
      {
        group: 'shop/web',
        stage: 'pull',
        spread: { count: 1, p50: millis(9), max: millis(9) },
        imprecise: 0,
        cached: 1,
      },
    ])
  })
  const ROUGH: readonly (readonly [precise: number, imprecise: number, isRough: boolean])[] = [
    [1, 0, false],
    [2, 1, false],
    [1, 1, true],
    [0, 1, true],
  ]
  for (const [precise, imprecise, rough] of ROUGH) {
    it(`${precise} exact and ${imprecise} inexact samples are ${rough ? 'rough' : 'not rough'}`, () => {
      const samples = [
        ...Array.from({ length: precise }, () => sample('web', 'start', 100)),
        ...Array.from({ length: imprecise }, () => sample('web', 'start', 100, wide)),
      ]
      expect(samples.filter(isImprecise).length).to.equal(imprecise)
      expect(stageTable(samples, 'workload').map(isRough)).to.deep.equal([rough])
    })
  }
})
