import { expect } from 'chai'
import { describe, it } from 'mocha'
import { decide, SKIPS, type AdmissionRules, type Answerable, type Decision } from '../../../src/admission/decide.ts'
import type { NewPod } from '../../../src/admission/review.ts'
import { AT_ONCE, created, FRESH, RULES } from './given.ts'

const MIRROR = 'kubernetes.io/config.mirror'
const OTHER: Answerable = { is: 'other', uid: 'u-1', what: 'UPDATE v1/pods' }
const MALFORMED: Answerable = { is: 'malformed', uid: 'u-1', why: 'expected object.metadata' }

interface Given {
  readonly pod?: Partial<NewPod>
  readonly rules?: Partial<AdmissionRules>
}
const decided = ({ pod, rules }: Given): Decision => decide(created(pod), {}, AT_ONCE, FRESH, { ...RULES, ...rules })
/** Stamped, or why not. */
const outcome = (decision: Decision): string => (decision.is === 'stamped' ? 'stamped' : decision.reason)

describe('which pod is stamped', () => {
  const CASES: readonly (readonly [name: string, given: Given, outcome: string])[] = [
    ['the mirror of a static pod', { pod: { annotations: { [MIRROR]: 'a1b2' } } }, 'mirror_pod'],
    ['the mirror of a static pod, without a hash', { pod: { annotations: { [MIRROR]: '' } } }, 'mirror_pod'],
    ['a label like a mirror’s annotation', { pod: { labels: { [MIRROR]: 'a1b2' } } }, 'stamped'],
    ['a static pod’s hash alone', { pod: { annotations: { 'kubernetes.io/config.hash': 'a1b2' } } }, 'stamped'],
    ['an excluded namespace', { pod: { namespace: 'kube-node-lease' } }, 'excluded'],
    ['a namespace whose name begins so', { pod: { namespace: 'kube-system-2' } }, 'stamped'],
    [
      'an excluded namespace of another setting',
      { pod: { namespace: 'kube-system' }, rules: { excluded: [] } },
      'stamped',
    ],
    ['no namespace', { pod: { namespace: '' } }, 'stamped'],
    ['a label that says no', { pod: { labels: { 'podstart.dev/trace': 'false' } } }, 'opted_out'],
    ['a label that says yes', { pod: { labels: { 'podstart.dev/trace': 'true' } } }, 'stamped'],
    ['a label that says nothing', { pod: { labels: { 'podstart.dev/trace': '' } } }, 'stamped'],
    ['a label that says no under another prefix', { pod: { labels: { 'example.org/trace': 'false' } } }, 'stamped'],
    [
      'a label that says no under the prefix of the settings',
      { pod: { labels: { 'example.org/trace': 'false' } }, rules: { prefix: 'example.org' } },
      'opted_out',
    ],
    ['an annotation that says no', { pod: { annotations: { 'podstart.dev/trace': 'false' } } }, 'stamped'],
  ]
  for (const [name, given, wanted] of CASES) {
    it(`${name}: ${wanted}`, () => {
      expect(outcome(decided(given))).to.equal(wanted)
    })
  }
})

describe('what is not stamped', () => {
  const LATE = { waited: 1_300.4, timeout: 2_000 }
  const BIG = { a: 'x'.repeat(262_144) }
  const exempt = created({
    namespace: 'kube-system',
    labels: { 'podstart.dev/trace': 'false' },
    annotations: { [MIRROR]: 'a', ...BIG },
  })
  type Row = readonly [
    name: string,
    asked: Answerable,
    patience: typeof LATE,
    skipped: Omit<Decision & { is: 'skipped' }, 'is'>,
  ]
  /** In the order of the reasons: each also has what comes behind it. */
  const CASES: readonly Row[] = [
    ['another call, too late', OTHER, LATE, { reason: 'late', detail: 'waited 1300 ms of 2000 ms' }],
    ['a malformed call, too late', MALFORMED, LATE, { reason: 'late', detail: 'waited 1300 ms of 2000 ms' }],
    ['a mirror, too late', exempt, LATE, { reason: 'late', detail: 'waited 1300 ms of 2000 ms' }],
    ['another call', OTHER, AT_ONCE, { reason: 'not_a_pod', detail: 'UPDATE v1/pods' }],
    ['a malformed call', MALFORMED, AT_ONCE, { reason: 'malformed', detail: 'expected object.metadata' }],
    ['a mirror, excluded', exempt, AT_ONCE, { reason: 'mirror_pod' }],
    [
      'an excluded one, opted out',
      created({ namespace: 'kube-system', labels: { 'podstart.dev/trace': 'false' }, annotations: BIG }),
      AT_ONCE,
      { reason: 'excluded' },
    ],
    [
      'an opted out one, with too many annotations',
      created({ labels: { 'podstart.dev/trace': 'false' }, annotations: BIG }),
      AT_ONCE,
      { reason: 'opted_out' },
    ],
    [
      'one with too many annotations',
      created({ annotations: BIG }),
      AT_ONCE,
      { reason: 'annotation_limit', detail: '262275 bytes with the stamp' },
    ],
  ]
  for (const [name, asked, patience, skipped] of CASES) {
    it(`${name}: ${skipped.reason}`, () => {
      expect(decide(asked, {}, patience, FRESH, RULES)).to.deep.equal({ is: 'skipped', ...skipped })
    })
  }
  it('has no other reasons', () => {
    expect([...SKIPS].toSorted()).to.deep.equal([...new Set(CASES.map(([, , , { reason }]) => reason))].toSorted())
  })
})

describe('a call that has waited', () => {
  const CASES: readonly (readonly [waited: number, timeout: number, outcome: string])[] = [
    [0, 1_000, 'stamped'],
    [599.9, 1_000, 'stamped'],
    [600, 1_000, 'stamped'],
    [600.1, 1_000, 'late'],
    [1_200, 2_000, 'stamped'],
    [1_200.1, 2_000, 'late'],
    [18_000, 30_000, 'stamped'],
    [18_001, 30_000, 'late'],
    [2_500, 2_000, 'late'],
  ]
  for (const [waited, timeout, wanted] of CASES) {
    it(`${waited} ms of ${timeout} ms: ${wanted}`, () => {
      expect(outcome(decide(created(), {}, { waited, timeout }, FRESH, RULES))).to.equal(wanted)
    })
  }
})
