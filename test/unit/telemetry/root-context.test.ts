import { expect } from 'chai'
import { describe, it } from 'mocha'
import { formatTimestamp } from '../../../src/observe/timestamp.ts'
import { rootContextOf, type ContextMode } from '../../../src/telemetry/root-context.ts'
import { derivedSpanId, derivedTraceId } from '../../../src/trace/ids.ts'
import { at, running, setUp, story, waiting, type Story } from '../../support/story.ts'
import { startups } from '../../support/tell.ts'

const UID = '11111111-2222-4333-8444-555555555555'
const OWN = { traceId: '0123456789abcdef0123456789abcdef', spanId: '89abcdef01234567' }
const FOUND = { traceId: 'fedcba9876543210fedcba9876543210', spanId: '76543210fedcba98' }
const UNSTAMPED = { traceId: '11111111222243338444555555555555', spanId: derivedSpanId(UID, 'pod startup') }

interface Ids {
  readonly traceId: string
  readonly spanId: string
}
const parentOf = ({ traceId, spanId }: Ids, flags = '01') => `00-${traceId}-${spanId}-${flags}`

interface Annotated {
  readonly stamp?: Ids
  readonly flags?: string
  readonly admittedMs?: number
  readonly context?: string
  readonly foreign?: string
}
function pod({ stamp, flags, admittedMs = -10, context, foreign }: Annotated): Story {
  const annotations = {
    ...(stamp === undefined
      ? {}
      : {
          'podstart.dev/traceparent': parentOf(stamp, flags),
          'podstart.dev/admitted-at': formatTimestamp(at(admittedMs)),
        }),
    ...(context === undefined ? {} : { 'podstart.dev/context': context }),
    ...(foreign === undefined ? {} : { traceparent: foreign }),
  }
  return setUp(story({ metadata: { annotations } })).ready(190, [running('app', 170)])
}

const sampled = { sampled: true }
const found = { ...FOUND, ...sampled }
/** Made in parent mode: the stamp is of the trace that was found. */
const inFoundTrace = { traceId: FOUND.traceId, spanId: OWN.spanId }

interface Case {
  readonly name: string
  readonly of: Story
  readonly mode: ContextMode
  readonly context: object
}

const CASES: readonly Case[] = [
  { name: 'stamped', of: pod({ stamp: OWN }), mode: 'link', context: { ...OWN, ...sampled, links: [] } },
  { name: 'stamped', of: pod({ stamp: OWN }), mode: 'parent', context: { ...OWN, ...sampled, links: [] } },
  {
    name: 'stamped, not sampled',
    of: pod({ stamp: OWN, flags: '00' }),
    mode: 'link',
    context: { ...OWN, sampled: false, links: [] },
  },
  {
    name: 'stamped, and a context found',
    of: pod({ stamp: OWN, context: `${parentOf(FOUND)} a=1` }),
    mode: 'link',
    context: { ...OWN, ...sampled, links: [{ ...found, state: 'a=1' }] },
  },
  {
    name: 'stamped, and a context found that is not sampled: nobody recorded what it would link to',
    of: pod({ stamp: OWN, context: `${parentOf(FOUND, '00')} a=1` }),
    mode: 'link',
    context: { ...OWN, ...sampled, links: [] },
  },
  {
    name: 'stamped, and a context found that is not sampled: no parent either',
    of: pod({ stamp: OWN, context: parentOf(FOUND, '00') }),
    mode: 'parent',
    context: { ...OWN, ...sampled, links: [] },
  },
  {
    name: 'stamped in a trace that was found and is not sampled: the trace stays, the root has no parent',
    of: pod({ stamp: inFoundTrace, context: parentOf(FOUND, '00') }),
    mode: 'parent',
    context: { ...inFoundTrace, ...sampled, links: [] },
  },
  {
    name: 'stamped, not sampled, and a context found that is',
    of: pod({ stamp: OWN, flags: '00', context: parentOf(FOUND) }),
    mode: 'link',
    context: { ...OWN, sampled: false, links: [found] },
  },
  {
    name: 'stamped in the trace that was found',
    of: pod({ stamp: inFoundTrace, context: `${parentOf(FOUND)} a=1` }),
    mode: 'parent',
    context: { ...inFoundTrace, ...sampled, parent: { ...found, state: 'a=1' }, links: [] },
  },
  {
    name: 'stamped with a trace of its own, which an application may have gone on with: a link all the same',
    of: pod({ stamp: OWN, context: parentOf(FOUND) }),
    mode: 'parent',
    context: { ...OWN, ...sampled, links: [found] },
  },
  {
    name: 'stamped, no context found at admission: what other annotations say later does not count',
    of: pod({ stamp: OWN, foreign: parentOf(FOUND) }),
    mode: 'parent',
    context: { ...OWN, ...sampled, links: [] },
  },
  { name: 'no stamp', of: pod({}), mode: 'link', context: { ...UNSTAMPED, ...sampled, links: [] } },
  {
    name: 'no stamp, a context of others',
    of: pod({ foreign: parentOf(FOUND) }),
    mode: 'link',
    context: { ...UNSTAMPED, ...sampled, links: [found] },
  },
  {
    name: 'no stamp, a context of others',
    of: pod({ foreign: parentOf(FOUND) }),
    mode: 'parent',
    context: { ...UNSTAMPED, traceId: FOUND.traceId, ...sampled, parent: found, links: [] },
  },
  ...(['link', 'parent'] as const).map((mode) => ({
    name: 'no stamp, a context of others that is not sampled',
    of: pod({ foreign: parentOf(FOUND, '00') }),
    mode,
    context: { ...UNSTAMPED, ...sampled, links: [] },
  })),
  {
    name: 'no stamp, a context of others that is none',
    of: pod({ foreign: 'hello' }),
    mode: 'parent',
    context: { ...UNSTAMPED, ...sampled, links: [] },
  },
  {
    name: 'a copied stamp: neither its ids nor its context',
    of: pod({ stamp: OWN, admittedMs: -40_000, context: parentOf(FOUND) }),
    mode: 'link',
    context: { ...UNSTAMPED, ...sampled, links: [] },
  },
  {
    name: 'a copied stamp, and a context of others that is not sampled',
    of: pod({ stamp: OWN, admittedMs: -40_000, foreign: parentOf(FOUND, '00') }),
    mode: 'parent',
    context: { ...UNSTAMPED, ...sampled, links: [] },
  },
  {
    name: 'a copied stamp, and a context of others',
    of: pod({ stamp: OWN, admittedMs: -40_000, foreign: parentOf(FOUND) }),
    mode: 'parent',
    context: { ...UNSTAMPED, traceId: FOUND.traceId, ...sampled, parent: found, links: [] },
  },
]

describe('the context of a root', () => {
  for (const { name, of, mode, context } of CASES) {
    it(`${name} (${mode})`, () => {
      expect(startups(of).map((one) => rootContextOf(one, mode))).to.deep.equal([context])
    })
  }
  for (const mode of ['link', 'parent'] as const) {
    it(`of what goes on after it was stuck: a trace of its own, linked to the first (${mode})`, () => {
      const stuck = story({ metadata: { annotations: { traceparent: parentOf(FOUND) } } })
      const late = setUp(stuck)
        .status(900, { containerStatuses: [waiting('app')] })
        .ready(700_000, [running('app', 699_000)])
      const [first, second] = startups(late).map((one) => rootContextOf(one, mode))
      expect(second).to.deep.equal({
        traceId: derivedTraceId(UID, 'pod startup resumed'),
        spanId: derivedSpanId(UID, 'pod startup resumed'),
        sampled: true,
        links: [{ traceId: first?.traceId, spanId: first?.spanId, sampled: true }],
      })
    })
  }
})
