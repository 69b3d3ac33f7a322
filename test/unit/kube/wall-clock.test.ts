import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createWallClock } from '../../../src/kube/wall-clock.ts'

/** 2026-03-01T12:00:00Z and four tenths of a millisecond. */
const BEGIN = 1_772_366_400_000_400_000n
const MILLI = 1_000_000n

/** One step of time, in nanoseconds: by the steady clock, and by how much the wall clock is moved on top. */
interface Step {
  readonly pass: bigint
  readonly set?: bigint
}

/** Both clocks of a process, moved by hand. While a wall clock is made, each look at the time takes a microsecond. */
function started() {
  let [wall, steady, look] = [BEGIN, 123_456_789n, 1_000n]
  const move = ({ pass, set = 0n }: Step): void => {
    steady += pass
    wall += pass + set
  }
  const now = createWallClock({
    millis: () => {
      move({ pass: look })
      return Number(wall / MILLI)
    },
    steady: () => steady,
  })
  look = 0n
  return { move, now, cut: () => wall - (wall % MILLI) }
}

/** What it reads after each step; nanoseconds after the wall clock's millisecond at the beginning. */
function readings(steps: readonly Step[]): readonly bigint[] {
  const { move, now, cut } = started()
  const from = cut()
  return steps.map((step) => {
    move(step)
    return now() - from
  })
}

const CASES: readonly (readonly [title: string, steps: readonly Step[], readings: readonly bigint[]])[] = [
  ['tells the parts of a millisecond', [{ pass: 0n }, { pass: 250_001n }, { pass: 1n }], [0n, 250_001n, 250_002n]],
  ['goes on exactly for long', [{ pass: 10_000_000_007n }], [10_000_000_007n]],
  [
    'follows at once where the wall clock is set forward, to its millisecond',
    [{ pass: 250_000n, set: 5_000_000_000n }, { pass: 100_000n }],
    [5_000_000_000n, 5_000_100_000n],
  ],
  [
    'follows at once where the wall clock is set back, and does not run ahead of its millisecond',
    [{ pass: 250_000n, set: -5_000_000_000n }, { pass: 100_000n }, { pass: 1_000_000n }],
    [-4_999_000_001n, -4_999_000_001n, -4_998_000_001n],
  ],
  [
    'is held back where the wall clock is slowed down',
    [{ pass: 1_100_000n, set: -200_000n }, { pass: 200_000n }],
    [999_999n, 1_199_999n],
  ],
  [
    'is drawn along where the wall clock is sped up',
    [{ pass: 1_800_000n, set: 300_000n }, { pass: 200_000n }],
    [2_000_000n, 2_200_000n],
  ],
]

describe('the wall clock', () => {
  for (const [title, steps, wanted] of CASES) {
    it(title, () => {
      expect(readings(steps)).to.deep.equal(wanted)
    })
  }
  for (const [slewed, set] of [
    ['a tenth too slow', -13_700n],
    ['a tenth too fast', 13_700n],
  ] as const) {
    const { move, now, cut } = started()
    const told = Array.from({ length: 1_000 }, () => {
      move({ pass: 137_000n, set })
      return { reading: now(), cut: cut() }
    })
    it(`${slewed}: never goes back`, () => {
      expect(told.filter(({ reading }, i) => reading < (told[i - 1]?.reading ?? 0n))).to.deep.equal([])
    })
    it(`${slewed}: is always within the millisecond that the system tells`, () => {
      expect(told.filter((one) => one.reading < one.cut || one.reading >= one.cut + MILLI)).to.deep.equal([])
    })
  }
  it('is the system’s, without sources of its own', () => {
    const now = createWallClock()
    const [before, reading, after] = [Date.now(), now(), Date.now()]
    expect({ isEarly: reading < BigInt(before) * MILLI, isLate: reading >= BigInt(after + 1) * MILLI }).to.deep.equal({
      isEarly: false,
      isLate: false,
    })
  })
})
