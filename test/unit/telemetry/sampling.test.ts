import { expect } from 'chai'
import { describe, it } from 'mocha'
import { seconds } from '../../../src/observe/nanos.ts'
import { formatTimestamp } from '../../../src/observe/timestamp.ts'
import { samplingOf, type SamplingRules } from '../../../src/telemetry/sampling.ts'
import { at, running, setUp, startedBy, story, terminated, type Story, type StorySpec } from '../../support/story.ts'
import { startups } from '../../support/tell.ts'

const RULES: SamplingRules = { mode: 'link', ratio: 1, ratioByNamespace: new Map(), slow: seconds(60) }

/** The last 56 bits of both ids lie in the middle: a ratio from 1/2 on takes them. */
const TRACE = '0123456789abcdef0180000000000000'
const UID = '11111111-2222-4333-8480-000000000000'
/** A context that a pod was created with; its trace is among no ratio's. */
const PARENT = `00-${'0'.repeat(30)}01-0123456789abcdef-01`

interface Stamped {
  readonly flags: string
  readonly state?: string
  readonly admittedMs?: number
  readonly trace?: string
  readonly context?: string
}
const NOT_SAMPLED: Stamped = { flags: '00' }
const SAMPLED: Stamped = { flags: '01' }

function annotated({ flags, state, admittedMs = -10, trace = TRACE, context }: Stamped): StorySpec {
  const annotations = {
    'podstart.dev/traceparent': `00-${trace}-0123456789abcdef-${flags}`,
    ...(state !== undefined && { 'podstart.dev/tracestate': state }),
    'podstart.dev/admitted-at': formatTimestamp(at(admittedMs)),
    ...(context !== undefined && { 'podstart.dev/context': context }),
  }
  return { metadata: { annotations } }
}
const pod = (stamped?: Stamped, more: StorySpec = {}): Story =>
  story({ uid: UID, spec: { restartPolicy: 'Never' }, ...(stamped && annotated(stamped)), ...more })
const started = (one: Story) => startedBy(setUp(one), 'app', 100)
const ready = (one: Story, ms = 190) => started(one).ready(ms, [running('app', 170)])

interface Case {
  readonly title: string
  readonly of: Story
  readonly rules?: Partial<SamplingRules>
  readonly isUnusual?: boolean
  /** Of each trace: `sent: reason`, and the ratio that its tracestate would say. */
  readonly is: readonly string[]
}

const all: readonly Case[] = [
  { title: 'sampled by its stamp', of: ready(pod(SAMPLED)), is: ['sent: ratio'] },
  { title: 'not sampled by its stamp', of: ready(pod(NOT_SAMPLED)), is: ['dropped: ratio'] },
  { title: 'without a stamp', of: ready(pod()), is: ['sent: unstamped'] },
  {
    title: 'with the stamp of another pod',
    of: ready(pod({ ...NOT_SAMPLED, admittedMs: -40_000 })),
    is: ['sent: unstamped'],
  },
  {
    title: 'completed, not sampled',
    of: started(pod(NOT_SAMPLED)).status(2_000, {
      phase: 'Succeeded',
      containerStatuses: [terminated('app', 170, 1_900, 0)],
    }),
    is: ['dropped: ratio'],
  },
]

const always: readonly Case[] = [
  {
    title: 'crashed',
    of: ready(pod(NOT_SAMPLED)).status(2_000, { containerStatuses: [terminated('app', 170, 1_900, 1)] }),
    is: ['sent: error, 1'],
  },
  { title: 'failed', of: started(pod(NOT_SAMPLED)).status(2_000, { phase: 'Failed' }), is: ['sent: error, 1'] },
  { title: 'deleted', of: started(pod(NOT_SAMPLED)).deleting(2_000), is: ['sent: error, 1'] },
  { title: 'lost sight of', of: started(pod(NOT_SAMPLED)).status(2_000, { phase: 'Unknown' }), is: ['sent: error, 1'] },
  { title: 'stuck', of: started(pod(NOT_SAMPLED)), is: ['sent: stuck, 1'] },
  {
    title: 'stuck, and what became of it, within a second',
    of: started(pod(NOT_SAMPLED)).ready(600_500, [running('app', 170)]),
    is: ['sent: stuck, 1', 'sent: stuck, 1'],
  },
  { title: 'ready after a minute', of: ready(pod(NOT_SAMPLED), 59_990), is: ['dropped: ratio'] },
  { title: 'ready after more than a minute', of: ready(pod(NOT_SAMPLED), 59_991), is: ['sent: slow, 1'] },
  {
    title: 'slow by another limit',
    of: ready(pod(NOT_SAMPLED)),
    rules: { slow: seconds(0.199) },
    is: ['sent: slow, 1'],
  },
  {
    title: 'slow for its workload',
    of: ready(pod(NOT_SAMPLED)),
    isUnusual: true,
    is: ['sent: slow_for_workload, 1'],
  },
  { title: 'slow, where all are sent', of: ready(pod(SAMPLED)), isUnusual: true, is: ['sent: slow_for_workload'] },
  { title: 'stuck, where all are sent', of: started(pod()), is: ['sent: stuck'] },
  {
    title: 'stuck, where the webhook sent a half',
    of: started(pod({ ...SAMPLED, state: 'ot=th:8' })),
    is: ['sent: stuck, 1'],
  },
  { title: 'stuck, at a ratio of 0', of: started(pod()), rules: { ratio: 0 }, is: ['sent: stuck, 1'] },
]

const byRatio: readonly Case[] = [
  { title: 'stamped, within', of: ready(pod(SAMPLED)), rules: { ratio: 0.5 }, is: ['sent: ratio, 0.5'] },
  { title: 'stamped, not within', of: ready(pod(SAMPLED)), rules: { ratio: 0.499 }, is: ['dropped: ratio'] },
  { title: 'stamped, at 0', of: ready(pod(SAMPLED)), rules: { ratio: 0 }, is: ['dropped: ratio'] },
  {
    title: 'not sampled: a ratio brings nothing back',
    of: ready(pod(NOT_SAMPLED)),
    rules: { ratio: 0.9 },
    is: ['dropped: ratio'],
  },
  { title: 'unstamped, within', of: ready(pod()), rules: { ratio: 0.5 }, is: ['sent: unstamped, 0.5'] },
  { title: 'unstamped, not within', of: ready(pod()), rules: { ratio: 0.499 }, is: ['dropped: unstamped'] },
  { title: 'the stamp’s', of: ready(pod({ ...SAMPLED, state: 'ot=th:4' })), is: ['sent: ratio, 0.75'] },
  {
    title: 'the lower one: the stamp’s',
    of: ready(pod({ ...SAMPLED, state: 'ot=th:8' })),
    rules: { ratio: 0.75 },
    is: ['sent: ratio, 0.5'],
  },
  {
    title: 'the lower one: the exporter’s',
    of: ready(pod({ ...SAMPLED, state: 'ot=th:4' })),
    rules: { ratio: 0.625 },
    is: ['sent: ratio, 0.625'],
  },
  {
    title: 'of its namespace',
    of: ready(pod(SAMPLED)),
    rules: { ratioByNamespace: new Map([['shop', 0.25]]) },
    is: ['dropped: ratio'],
  },
  {
    title: 'of its namespace, over that for all',
    of: ready(pod()),
    rules: { ratio: 0, ratioByNamespace: new Map([['shop', 0.75]]) },
    is: ['sent: unstamped, 0.75'],
  },
  {
    title: 'not that of another namespace',
    of: ready(pod(SAMPLED)),
    rules: { ratioByNamespace: new Map([['batch', 0]]) },
    is: ['sent: ratio'],
  },
]

const parented: Stamped = { ...SAMPLED, trace: `${'0'.repeat(30)}01`, context: PARENT }
const byParent: readonly Case[] = [
  { title: 'stamped so', of: ready(pod(parented)), rules: { mode: 'parent', ratio: 0 }, is: ['sent: parent'] },
  {
    title: 'without a stamp',
    of: ready(pod(undefined, { metadata: { annotations: { traceparent: PARENT } } })),
    rules: { mode: 'parent', ratio: 0 },
    is: ['sent: parent'],
  },
  {
    title: 'in link mode it is no parent',
    of: ready(pod({ ...SAMPLED, context: PARENT })),
    rules: { ratio: 0 },
    is: ['dropped: ratio'],
  },
  {
    title: 'of a pod that fails',
    of: started(pod(parented)).status(2_000, { phase: 'Failed' }),
    rules: { mode: 'parent', ratio: 0 },
    is: ['sent: error'],
  },
]

const shown = ({ of, rules, isUnusual = false }: Case): readonly string[] =>
  startups(of).map((one) => {
    const sampling = samplingOf(one, { ...RULES, ...rules }, isUnusual)
    if (!sampling.sent) return `dropped: ${sampling.reason}`
    const { reason, threshold } = sampling
    return `sent: ${reason}${threshold === undefined ? '' : `, ${1 - Number(threshold) / 2 ** 56}`}`
  })

for (const [title, cases] of Object.entries({
  'a startup, where no ratio is set': all,
  'a startup that is sent whatever the ratio': always,
  'a startup by ratio': byRatio,
  'a startup whose trace is its parent’s': byParent,
})) {
  describe(title, () => {
    for (const one of cases) {
      it(`${one.title}: ${one.is.join('; ')}`, () => {
        expect(shown(one)).to.deep.equal(one.is)
      })
    }
  })
}
