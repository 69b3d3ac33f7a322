import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { criticalPath, labelOf, pathText, type PathShare } from '../../../src/insight/critical-path.ts'
import type { Nanos } from '../../../src/observe/nanos.ts'
import type { Stage } from '../../../src/timeline/stage.ts'
import { containerNamed, stage, startupOf } from '../../support/stages.ts'

const app = containerNamed('app')
const log = containerNamed('log')

type Row = readonly [label: string, duration: number, share: number]
const rows = (from: number, to: number, stages: readonly Stage[]): readonly Row[] =>
  criticalPath(startupOf(from, to, stages)).map(({ label, duration, share }) => [label, Number(duration), share])

interface Case {
  readonly name: string
  readonly of: readonly [from: number, to: number, stages: readonly Stage[]]
  readonly rows: readonly Row[]
}

const CASES: readonly Case[] = [
  {
    name: 'stages end to end, the largest first',
    of: [0, 100, [stage('schedule', 0, 10), stage('pod setup', 10, 40), stage('pull', 40, 100, app)]],
    rows: [
      ['pull app', 60, 0.6],
      ['pod setup', 30, 0.3],
      ['schedule', 10, 0.1],
    ],
  },
  {
    name: 'gaps, wherever they are',
    of: [0, 100, [stage('schedule', 10, 20), stage('pod setup', 30, 80)]],
    rows: [
      ['pod setup', 50, 0.5],
      ['between stages', 40, 0.4],
      ['schedule', 10, 0.1],
    ],
  },
  { name: 'no stage at all', of: [0, 100, []], rows: [['between stages', 100, 1]] },
  { name: 'no time at all', of: [100, 100, [stage('pod setup', 100, 100)]], rows: [] },
  {
    name: 'of two containers at once, the one that ended last, and before it what went on then',
    of: [0, 100, [stage('pull', 0, 90, app), stage('pull', 20, 100, log)]],
    rows: [
      ['pull log', 80, 0.8],
      ['pull app', 20, 0.2],
    ],
  },
  {
    name: 'a container inside another’s time is not on it',
    of: [0, 100, [stage('pull', 0, 100, app), stage('pull', 20, 60, log)]],
    rows: [['pull app', 100, 1]],
  },
  {
    name: 'of two that end at once, the one that began first',
    of: [0, 100, [stage('pull', 40, 100, log), stage('pull', 0, 100, app)]],
    rows: [['pull app', 100, 1]],
  },
  {
    name: 'the same stage of one container twice is one share',
    of: [0, 100, [stage('pull', 0, 30, app), stage('create', 30, 60, app), stage('pull', 60, 100, app)]],
    rows: [
      ['pull app', 70, 0.7],
      ['create app', 30, 0.3],
    ],
  },
  {
    name: 'stages of no length are not on it',
    of: [0, 100, [stage('pod setup', 0, 100), stage('ready', 100, 100)]],
    rows: [['pod setup', 100, 1]],
  },
]

describe('the critical path', () => {
  for (const { name, of, rows: expected } of CASES) {
    it(name, () => {
      expect(rows(...of)).to.deep.equal(expected)
    })
  }
  it('accounts for the whole time, whatever the stages', () => {
    const span = fc
      .tuple(fc.nat({ max: 1_000 }), fc.nat({ max: 1_000 }))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    const some = fc.array(span, { maxLength: 8 })
    fc.assert(
      fc.property(some, (spans) => {
        const stages = spans.map(([from, to], i) => stage('pull', from, to, containerNamed(`c${i}`)))
        const path = criticalPath(startupOf(0, 1_000, stages))
        expect(path.reduce((sum, { duration }) => sum + duration, 0n)).to.equal(1_000n)
        expect(path.reduce((sum, { share }) => sum + share, 0)).to.be.closeTo(1, 1e-9)
      }),
    )
  })
})

describe('the critical path in words', () => {
  const share = (label: string, part: number): PathShare => ({ label, duration: 0n as Nanos, share: part })
  const TEXTS: readonly (readonly [name: string, path: readonly PathShare[], text: string])[] = [
    ['nothing', [], ''],
    ['all of it', [share('pull app', 1)], 'pull app 100 %'],
    [
      'the first four',
      [0.5, 0.2, 0.15, 0.1, 0.05].map((part, i) => share(`s${i}`, part)),
      's0 50 %, s1 20 %, s2 15 %, s3 10 %',
    ],
    ['nothing under half a percent', [share('a', 0.99), share('b', 0.005), share('c', 0.0049)], 'a 99 %, b 1 %'],
  ]
  for (const [name, path, text] of TEXTS) {
    it(name, () => {
      expect(pathText(path)).to.equal(text)
    })
  }
  it('a merged stage has all its names', () => {
    expect(labelOf({ ...stage('pull', 0, 1, app), names: ['pull', 'create', 'start'] })).to.equal(
      'pull+create+start app',
    )
  })
})
