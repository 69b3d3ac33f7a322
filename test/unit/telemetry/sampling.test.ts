import { expect } from 'chai'
import { describe, it } from 'mocha'
import { seconds } from '../../../src/observe/nanos.ts'
import { formatTimestamp } from '../../../src/observe/timestamp.ts'
import { isSent } from '../../../src/telemetry/sampling.ts'
import { at, running, setUp, startedBy, story, terminated, type Story } from '../../support/story.ts'
import { startups } from '../../support/tell.ts'

const stamped = (flags: string, admittedMs = -10): Story =>
  story({
    metadata: {
      annotations: {
        'podstart.dev/traceparent': `00-0123456789abcdef0123456789abcdef-0123456789abcdef-${flags}`,
        'podstart.dev/admitted-at': formatTimestamp(at(admittedMs)),
      },
    },
    spec: { restartPolicy: 'Never' },
  })
const started = (one: Story) => startedBy(setUp(one), 'app', 100)
const ready = (one: Story, ms = 190) => started(one).ready(ms, [running('app', 170)])

const CASES: readonly (readonly [name: string, of: Story, sent: boolean])[] = [
  ['sampled by its stamp', ready(stamped('01')), true],
  ['not sampled by its stamp', ready(stamped('00')), false],
  ['without a stamp', ready(story()), true],
  ['with the stamp of another pod', ready(stamped('00', -40_000)), true],
  ['not sampled, ready after a minute', ready(stamped('00'), 59_990), false],
  ['not sampled, ready after more than a minute', ready(stamped('00'), 59_991), true],
  [
    'not sampled, completed',
    started(stamped('00')).status(2_000, { phase: 'Succeeded', containerStatuses: [terminated('app', 170, 1_900, 0)] }),
    false,
  ],
  [
    'not sampled, crashed',
    ready(stamped('00')).status(2_000, { containerStatuses: [terminated('app', 170, 1_900, 1)] }),
    true,
  ],
  ['not sampled, failed', started(stamped('00')).status(2_000, { phase: 'Failed' }), true],
  ['not sampled, deleted', started(stamped('00')).deleting(2_000), true],
  ['not sampled, stuck', started(stamped('00')), true],
  ['not sampled, lost sight of', started(stamped('00')).status(2_000, { phase: 'Unknown' }), true],
]

describe('a startup is sent or not', () => {
  for (const [name, of, sent] of CASES) {
    it(`${name}: ${sent ? 'sent' : 'not sent'}`, () => {
      expect(startups(of).map((one) => isSent(one))).to.deep.equal([sent])
    })
  }
  it('what is slow can be said', () => {
    const [one] = startups(ready(stamped('00')))
    expect([0.1, 0.3].map((limit) => one && isSent(one, seconds(limit)))).to.deep.equal([true, false])
  })
})
