import { expect } from 'chai'
import { describe, it } from 'mocha'
import { instantFromEventName } from '../../../src/observe/event-name.ts'
import { nanos, plus, seconds } from '../../../src/observe/nanos.ts'

const STAMPED = nanos(0x18ba80f6bc4a4d7cn)
/** The Event's own time, cut to its second. */
const COARSE = nanos((STAMPED / 1_000_000_000n) * 1_000_000_000n)

interface Case {
  readonly name: string
  readonly event: string
  readonly coarse?: bigint
  readonly instant: bigint | undefined
}

const CASES: readonly Case[] = [
  { name: 'takes the nanoseconds after the last dot', event: 'web.18ba80f6bc4a4d7c', instant: STAMPED },
  {
    name: 'is not misled by dots in the pod name',
    event: 'a.b.c-0.example.18ba80f6bc4a4d7c',
    instant: STAMPED,
  },
  {
    name: 'is not misled by a part of the pod name that looks like one',
    event: 'web.18ba80f6bc4a4d7c.18ba80f6bc4a4d7c',
    instant: STAMPED,
  },
  {
    name: 'distrusts a name that is 5 s before the Event',
    event: 'web.18ba80f6bc4a4d7c',
    coarse: plus(COARSE, seconds(5)),
    instant: undefined,
  },
  {
    name: 'distrusts a name that is 5 s after the Event',
    event: 'web.18ba80f6bc4a4d7c',
    coarse: plus(COARSE, seconds(-5)),
    instant: undefined,
  },
  {
    name: 'believes a name exactly one second away',
    event: 'web.18ba80f6bc4a4d7c',
    coarse: plus(STAMPED, seconds(1)),
    instant: STAMPED,
  },
  {
    name: 'distrusts a name a nanosecond more away',
    event: 'web.18ba80f6bc4a4d7c',
    coarse: plus(STAMPED, nanos(1_000_000_001n)),
    instant: undefined,
  },
  { name: 'finds none in a UUID suffix', event: 'web.5f7c2b1e-4a8d-11e7-9f5e-fa163e0c9a11', instant: undefined },
  {
    name: 'finds none in a name that is a UUID (client-go from 0.33, when the name would be no DNS name)',
    event: '5f7c2b1e-4a8d-11e7-9f5e-fa163e0c9a11',
    instant: undefined,
  },
  { name: 'finds none before something else', event: 'web.18ba80f6bc4a4d7c-x', instant: undefined },
  { name: 'finds none without a dot', event: '18ba80f6bc4a4d7c', instant: undefined },
  { name: 'finds none in upper case', event: 'web.18BA80F6BC4A4D7C', instant: undefined },
  { name: 'finds none in 14 digits', event: 'web.18ba80f6bc4a4d', instant: undefined },
  { name: 'finds none in 17 digits', event: 'web.018ba80f6bc4a4d7c', instant: undefined },
  { name: 'finds none in an empty name', event: '', instant: undefined },
]

describe('instantFromEventName', () => {
  for (const { name, event, coarse, instant } of CASES) {
    it(name, () => {
      expect(instantFromEventName(event, nanos(coarse ?? COARSE))).to.equal(instant)
    })
  }
})
