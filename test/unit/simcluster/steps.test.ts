import { expect } from 'chai'
import { describe, it } from 'mocha'
import { millis, nanos } from '../../../src/observe/nanos.ts'
import { createFastClock } from '../../../src/simcluster/fast-clock.ts'
import { createTasks, createTurns, sleep, start, type Steps } from '../../../src/simcluster/steps.ts'

describe('steps', () => {
  it('go on after each wait', () => {
    const clock = createFastClock(nanos(0n))
    const done: bigint[] = []
    start(
      (function* (): Steps {
        for (const ms of [1, 2, 3]) {
          yield* sleep(clock, millis(ms))
          done.push(clock.now())
        }
      })(),
    )
    clock.runTo(millis(10))
    expect(done).to.deep.equal([1_000_000n, 3_000_000n, 6_000_000n])
  })
  it('that are left do nothing more, but tidy up', () => {
    const clock = createFastClock(nanos(0n))
    const done: string[] = []
    const leave = start(
      (function* (): Steps {
        try {
          yield* sleep(clock, millis(5))
          done.push('went on')
        } finally {
          done.push('tidied')
        }
      })(),
    )
    leave()
    leave()
    expect(clock.runUntilIdle(millis(10))).to.equal(true)
    expect(done).to.deep.equal(['tidied'])
  })
  it('that leave themselves end at their next wait', () => {
    const clock = createFastClock(nanos(0n))
    const tasks = createTasks()
    const done: string[] = []
    clock.after(millis(1), () =>
      tasks.begin(
        (function* (): Steps {
          yield* sleep(clock, millis(1))
          tasks.stop()
          done.push('left')
          yield* sleep(clock, millis(1))
          done.push('went on')
        })(),
      ),
    )
    clock.runTo(millis(10))
    expect(done).to.deep.equal(['left'])
  })
})

describe('turns', () => {
  function take(names: readonly string[], leaving?: string): readonly string[] {
    const clock = createFastClock(nanos(0n))
    const turns = createTurns(clock)
    const done: string[] = []
    const cancels = names.map((name) =>
      start(
        (function* (): Steps {
          yield* turns.take()
          try {
            done.push(`${name} ${clock.now() / 1_000_000n}`)
            yield* sleep(clock, millis(10))
          } finally {
            turns.give()
          }
        })(),
      ),
    )
    clock.after(millis(5), () => cancels[names.indexOf(leaving ?? '')]?.())
    clock.runTo(millis(100))
    return done
  }
  it('come one after another', () => expect(take(['a', 'b', 'c'])).to.deep.equal(['a 0', 'b 10', 'c 20']))
  it('are given back by who is left', () => expect(take(['a', 'b', 'c'], 'a')).to.deep.equal(['a 0', 'b 5', 'c 15']))
  it('are not waited for by who is left', () => expect(take(['a', 'b', 'c'], 'b')).to.deep.equal(['a 0', 'c 10']))
})
