import { expect } from 'chai'
import { describe, it } from 'mocha'
import { decide, type AdmissionRules, type Decision } from '../../../src/admission/decide.ts'
import type { TraceHeaders } from '../../../src/admission/found-context.ts'
import type { Operation } from '../../../src/admission/patch.ts'
import type { NewPod } from '../../../src/admission/review.ts'
import { ADMITTED_AT, AT_ONCE, created, found, FRESH, OWN, parentOf, RULES, STAMP } from './given.ts'

interface Given {
  readonly pod?: Partial<NewPod>
  readonly headers?: TraceHeaders
  readonly rules?: Partial<AdmissionRules>
}
const decided = ({ pod, headers = {}, rules }: Given): Decision =>
  decide(created(pod), headers, AT_ONCE, FRESH, { ...RULES, ...rules })

const context = { traceId: FRESH.traceId, spanId: FRESH.spanId, sampled: true }
const set = (key: string, value: string): Operation => ({
  op: 'add',
  path: `/metadata/annotations/podstart.dev~1${key}`,
  value,
})
const remove = (key: string): Operation => ({ op: 'remove', path: `/metadata/annotations/podstart.dev~1${key}` })
const SET = [set('traceparent', OWN), set('admitted-at', ADMITTED_AT)]

describe('how a pod is stamped', () => {
  const COPY = { 'podstart.dev/traceparent': parentOf('e'), 'podstart.dev/admitted-at': '2020-01-01T00:00:00Z' }
  const CASES: readonly (readonly [name: string, given: Given, decision: Decision])[] = [
    [
      'without annotations',
      {},
      { is: 'stamped', context, patch: [{ op: 'add', path: '/metadata/annotations', value: STAMP }] },
    ],
    ['with annotations', { pod: { annotations: { a: 'b' } } }, { is: 'stamped', context, patch: SET }],
    [
      'a copied stamp: it is replaced',
      { pod: { annotations: { a: 'b', ...COPY } } },
      { is: 'stamped', context, patch: SET },
    ],
    [
      'a copied stamp: its context goes, since none is found now',
      { pod: { annotations: { ...COPY, 'podstart.dev/context': parentOf('f') } } },
      { is: 'stamped', context, patch: [...SET, remove('context')] },
    ],
    [
      'a copied context alone: it goes too',
      { pod: { annotations: { 'podstart.dev/context': parentOf('f') } } },
      { is: 'stamped', context, patch: [...SET, remove('context')] },
    ],
    [
      'a copied stamp: its context is replaced by the one that is found now',
      {
        pod: { annotations: { ...COPY, 'podstart.dev/context': parentOf('f') } },
        headers: { traceparent: parentOf('a') },
      },
      { is: 'stamped', context, patch: [...SET, set('context', parentOf('a'))] },
    ],
    [
      'a stamp under another prefix: it stays',
      { pod: { annotations: { 'example.org/traceparent': parentOf('e'), 'example.org/context': 'x' } } },
      { is: 'stamped', context, patch: SET },
    ],
    [
      'a copied stamp under the prefix of the settings',
      {
        pod: { annotations: { 'example.org/traceparent': parentOf('e'), 'example.org/context': 'x' } },
        rules: { prefix: 'example.org' },
      },
      {
        is: 'stamped',
        context,
        patch: [
          { op: 'add', path: '/metadata/annotations/example.org~1traceparent', value: OWN },
          { op: 'add', path: '/metadata/annotations/example.org~1admitted-at', value: ADMITTED_AT },
          { op: 'remove', path: '/metadata/annotations/example.org~1context' },
        ],
      },
    ],
    [
      'the call’s context and its tracestate, in link mode',
      { pod: { annotations: {} }, headers: { traceparent: parentOf('a'), tracestate: 'x=1' } },
      { is: 'stamped', context, patch: [...SET, set('context', `${parentOf('a')} x=1`)] },
    ],
    [
      'the call’s context, in parent mode, into the containers too',
      { pod: { annotations: {} }, headers: { traceparent: parentOf('a') }, rules: { mode: 'parent', inject: true } },
      {
        is: 'stamped',
        context: { ...context, traceId: found('a').traceId },
        patch: [
          set('traceparent', `00-${found('a').traceId}-${FRESH.spanId}-01`),
          set('admitted-at', ADMITTED_AT),
          set('context', parentOf('a')),
          {
            op: 'add',
            path: '/spec/containers/0/env',
            value: [{ name: 'TRACEPARENT', value: `00-${found('a').traceId}-${FRESH.spanId}-01` }],
          },
        ],
      },
    ],
    [
      'a sampled annotation before a call that is not sampled',
      { pod: { annotations: { traceparent: parentOf('b') } }, headers: { traceparent: parentOf('a', '00') } },
      { is: 'stamped', context, patch: [...SET, set('context', parentOf('b'))] },
    ],
    [
      'under another prefix, into the containers too',
      { pod: { annotations: {} }, rules: { prefix: 'example.org', inject: true } },
      {
        is: 'stamped',
        context,
        patch: [
          { op: 'add', path: '/metadata/annotations/example.org~1traceparent', value: OWN },
          { op: 'add', path: '/metadata/annotations/example.org~1admitted-at', value: ADMITTED_AT },
          { op: 'add', path: '/spec/containers/0/env', value: [{ name: 'TRACEPARENT', value: OWN }] },
        ],
      },
    ],
    [
      'of a trace that is not sampled',
      { pod: { annotations: {} }, rules: { ratio: 0 } },
      {
        is: 'stamped',
        context: { ...context, sampled: false },
        patch: [set('traceparent', OWN.replace(/1$/, '0')), set('admitted-at', ADMITTED_AT)],
      },
    ],
    [
      'by the ratio of its namespace',
      { pod: { annotations: {} }, rules: { ratio: 0, ratioByNamespace: new Map([['shop', 0.75]]) } },
      {
        is: 'stamped',
        context,
        patch: [set('traceparent', OWN), set('tracestate', 'ot=th:4'), set('admitted-at', ADMITTED_AT)],
      },
    ],
    [
      'by the ratio for all, where another namespace has its own',
      { pod: { annotations: {} }, rules: { ratio: 1, ratioByNamespace: new Map([['batch', 0]]) } },
      { is: 'stamped', context, patch: SET },
    ],
    [
      'instead of a copied one, with its ratio',
      { pod: { annotations: { 'podstart.dev/tracestate': 'ot=th:c' } } },
      {
        is: 'stamped',
        context,
        patch: [...SET, { op: 'remove', path: '/metadata/annotations/podstart.dev~1tracestate' }],
      },
    ],
  ]
  for (const [name, given, decision] of CASES) {
    it(name, () => {
      expect(decided(given)).to.deep.equal(decision)
    })
  }
})
