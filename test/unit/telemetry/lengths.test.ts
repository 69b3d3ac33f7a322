import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { layOut, type Extent } from '../../../src/telemetry/lengths.ts'
import type { Stage } from '../../../src/timeline/stage.ts'
import { BASE, containerNamed, stage, startupOf } from '../../support/stages.ts'

type Row = readonly [label: string, start: number, end: number]

const ns = ({ start, end }: Extent): readonly [number, number] => [Number(start - BASE), Number(end - BASE)]

/** What is drawn: the root, then each container before its stages. */
function drawn(from: number, to: number, stages: readonly Stage[]): readonly Row[] {
  const { root, groups } = layOut(startupOf(from, to, stages))
  return [
    ['root', ...ns(root)],
    ...groups.flatMap((group): Row[] => [
      ...(group.container === undefined ? [] : [[group.container.spec.name, ...ns(group.extent)] as const]),
      ...group.stages.map((placed): Row => [placed.stage.names.join('+'), ...ns(placed)]),
    ]),
  ]
}

const app = containerNamed('app')
const log = containerNamed('log')

interface Case {
  readonly name: string
  readonly of: readonly [from: number, to: number, stages: readonly Stage[]]
  readonly rows: readonly Row[]
}

const CASES: readonly Case[] = [
  { name: 'a startup without stages', of: [0, 5_000, []], rows: [['root', 0, 5_000]] },
  { name: 'a startup of no length gets a microsecond', of: [5_000, 5_000, []], rows: [['root', 4_000, 5_000]] },
  {
    name: 'a microsecond between a stage and the one that follows it',
    of: [0, 9_000, [stage('schedule', 0, 5_000), stage('pod setup', 5_000, 9_000)]],
    rows: [
      ['root', 0, 9_000],
      ['schedule', 0, 4_000],
      ['pod setup', 5_000, 9_000],
    ],
  },
  {
    name: 'a stage of no length gets a microsecond, from before its end',
    of: [0, 9_000, [stage('schedule', 0, 5_000), stage('pod setup', 5_000, 5_000), stage('ready', 5_000, 9_000)]],
    rows: [
      ['root', 0, 9_000],
      ['schedule', 0, 2_000],
      ['pod setup', 3_000, 4_000],
      ['ready', 5_000, 9_000],
    ],
  },
  {
    name: 'a last stage of no length',
    of: [0, 9_000, [stage('pod setup', 0, 9_000), stage('ready', 9_000, 9_000)]],
    rows: [
      ['root', 0, 9_000],
      ['pod setup', 0, 7_000],
      ['ready', 8_000, 9_000],
    ],
  },
  {
    name: 'a row of stages of no length: the root reaches back to hold them',
    of: [
      1_000,
      1_000,
      [stage('etcd write', 1_000, 1_000), stage('schedule', 1_000, 1_000), stage('pod setup', 1_000, 1_000)],
    ],
    rows: [
      ['root', -4_000, 1_000],
      ['etcd write', -4_000, -3_000],
      ['schedule', -2_000, -1_000],
      ['pod setup', 0, 1_000],
    ],
  },
  {
    name: 'times between microseconds are cut to them',
    of: [100, 9_999, [stage('schedule', 100, 5_400), stage('pod setup', 5_400, 5_900), stage('ready', 5_900, 9_999)]],
    rows: [
      ['root', 0, 9_000],
      ['schedule', 0, 2_000],
      ['pod setup', 3_000, 4_000],
      ['ready', 5_000, 9_000],
    ],
  },
  {
    name: 'a container holds its stages, and the next one begins after it',
    of: [
      0,
      9_000,
      [
        stage('pod setup', 0, 2_000),
        stage('pull', 2_000, 4_000, app),
        stage('start', 4_000, 6_000, app),
        stage('pull', 6_000, 8_000, log),
        stage('ready', 8_000, 9_000),
      ],
    ],
    rows: [
      ['root', 0, 9_000],
      ['pod setup', 0, 1_000],
      ['app', 2_000, 5_000],
      ['pull', 2_000, 3_000],
      ['start', 4_000, 5_000],
      ['log', 6_000, 7_000],
      ['pull', 6_000, 7_000],
      ['ready', 8_000, 9_000],
    ],
  },
  {
    name: 'containers that overlap stay as they are',
    of: [0, 9_000, [stage('pull', 0, 9_000, app), stage('pull', 3_000, 5_000, log)]],
    rows: [
      ['root', 0, 9_000],
      ['app', 0, 9_000],
      ['pull', 0, 9_000],
      ['log', 3_000, 5_000],
      ['pull', 3_000, 5_000],
    ],
  },
]

describe('where spans are drawn', () => {
  for (const { name, of, rows } of CASES) {
    it(name, () => {
      expect(drawn(...of)).to.deep.equal(rows)
    })
  }
})

/** Stages end to end, as short as can be: lengths in nanoseconds. */
const chained = fc.array(fc.nat({ max: 3_000 }), { minLength: 1, maxLength: 7 }).map((lengths) => {
  const names = ['etcd write', 'schedule', 'pod setup', 'pull', 'create', 'start', 'ready'] as const
  let here = 0
  const stages = lengths.map((length, i) => {
    const [from, to, name] = [here, here + length, names[i] ?? 'ready']
    here = to
    return stage(name, from, to, i >= 3 && i < 6 ? app : undefined)
  })
  return { stages, end: here }
})

describe('whatever the lengths', () => {
  it('each span is a microsecond long at least, and inside its parent', () => {
    fc.assert(
      fc.property(chained, ({ stages, end }) => {
        const { root, groups } = layOut(startupOf(0, end, stages))
        const all = groups.flatMap((group) =>
          group.stages.map((one) => ({ one, parent: group.container ? group.extent : root })),
        )
        for (const { one, parent } of all) {
          expect(one.end - one.start >= 1_000n, 'length').to.equal(true)
          expect(parent.start <= one.start && one.end <= parent.end, 'inside').to.equal(true)
          expect(one.start % 1_000n === 0n && one.end % 1_000n === 0n, 'whole microseconds').to.equal(true)
        }
      }),
    )
  })
  it('a stage ends before the one that follows it begins', () => {
    fc.assert(
      fc.property(chained, ({ stages, end }) => {
        const placed = layOut(startupOf(0, end, stages)).groups.flatMap((group) => group.stages)
        const inOrder = stages.flatMap((one) => placed.find(({ stage: own }) => own === one) ?? [])
        const late = inOrder.filter((one, i) => {
          const next = inOrder[i + 1]
          return next !== undefined && one.end >= next.start
        })
        expect(late).to.deep.equal([])
      }),
    )
  })
})
