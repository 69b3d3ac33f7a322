import { expect } from 'chai'
import { describe, it } from 'mocha'
import { observe, type WatchItem } from '../../../src/observe/observe.ts'
import { parseTimestamp } from '../../../src/observe/timestamp.ts'
import type { Nanos } from '../../../src/observe/nanos.ts'

type Json = Readonly<Record<string, unknown>>

const CREATED = '2026-03-01T12:00:00Z'
const AT = parseTimestamp('2026-03-01T12:00:00.5Z') as Nanos

const POD = {
  metadata: { namespace: 'shop', name: 'web', uid: 'uid-1', creationTimestamp: CREATED },
  spec: { containers: [] },
}
const EVENT = {
  metadata: { name: 'web.x' },
  involvedObject: { kind: 'Pod', uid: 'uid-1' },
  reason: 'Killing',
  firstTimestamp: CREATED,
}

const POD_FACTS: readonly Json[] = [
  {
    kind: 'pod',
    namespace: 'shop',
    name: 'web',
    createdAt: parseTimestamp(CREATED),
    restartPolicy: 'Always',
    workload: { name: '(bare)' },
    readinessGates: [],
    containers: [],
  },
  { kind: 'gates', gates: [] },
]
const EVENT_FACT = {
  kind: 'event',
  id: 'web.x',
  reason: 'Killing',
  type: 'Normal',
  message: '',
  clock: 'controllers',
  first: parseTimestamp(CREATED),
  last: parseTimestamp(CREATED),
  count: 1,
  meaning: { is: 'remark' },
}
const REMOVED = { kind: 'removed' }

const item = (watch: 'pods' | 'events', type: string, object: unknown, listed = false): WatchItem => ({
  at: AT,
  watch,
  type,
  object,
  listed,
})
const observed = (how: 'added' | 'changed' | 'listed', ...facts: readonly Json[]) => ({
  observations: facts.map((fact) => ({ uid: 'uid-1', arrival: { at: AT, how }, fact })),
  notices: [],
})
const noticed = (kind: string, detail: string) => ({ observations: [], notices: [{ kind, detail }] })
const NOTHING = { observations: [], notices: [] }
const MALFORMED = noticed('malformed_pod', 'a pod without namespace, name or creationTimestamp')

const GONE = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version: 1 (2)' }

const CASES: ReadonlyArray<readonly [name: string, item: WatchItem, wanted: object]> = [
  ['ADDED: a pod written just now', item('pods', 'ADDED', POD), observed('added', ...POD_FACTS)],
  ['ADDED from a list: a pod written some time', item('pods', 'ADDED', POD, true), observed('listed', ...POD_FACTS)],
  ['MODIFIED: a pod that changed', item('pods', 'MODIFIED', POD), observed('changed', ...POD_FACTS)],
  ['MODIFIED before the list was complete', item('pods', 'MODIFIED', POD, true), observed('listed', ...POD_FACTS)],
  ['DELETED: a pod removed', item('pods', 'DELETED', POD), observed('changed', ...POD_FACTS, REMOVED)],
  ['BOOKMARK of the pods: nothing', item('pods', 'BOOKMARK', { metadata: { resourceVersion: '7' } }), NOTHING],
  ['BOOKMARK of the Events: nothing', item('events', 'BOOKMARK', { involvedObject: {} }), NOTHING],
  ['ERROR: its message', item('pods', 'ERROR', GONE), noticed('watch_error', 'too old resource version: 1 (2)')],
  [
    'ERROR without a message: its reason',
    item('events', 'ERROR', { reason: 'Expired' }),
    noticed('watch_error', 'Expired'),
  ],
  ['ERROR without either', item('pods', 'ERROR', null), noticed('watch_error', 'no message')],
  ['a type that nobody knows', item('pods', 'PATCHED', POD), noticed('unknown_watch_type', 'PATCHED')],
  ['a type in lower case, which is none', item('pods', 'added', POD), noticed('unknown_watch_type', 'added')],
  ['ADDED: an Event', item('events', 'ADDED', EVENT), observed('added', EVENT_FACT)],
  ['ADDED from a list: an Event', item('events', 'ADDED', EVENT, true), observed('listed', EVENT_FACT)],
  [
    'MODIFIED: an Event that repeats',
    item('events', 'MODIFIED', { ...EVENT, count: 2 }),
    observed('changed', { ...EVENT_FACT, count: 2 }),
  ],
  ['DELETED: an Event forgotten, which says nothing', item('events', 'DELETED', EVENT), NOTHING],
  [
    'an Event not about a pod',
    item('events', 'ADDED', { ...EVENT, involvedObject: { kind: 'Job', uid: 'uid-2' } }),
    noticed('event_not_about_a_pod', 'about a Job'),
  ],
  [
    'an Event of a reason that nobody knows: kept, and counted',
    item('events', 'ADDED', { ...EVENT, reason: 'Teleported' }),
    {
      ...observed('added', { ...EVENT_FACT, reason: 'Teleported', meaning: { is: 'unknown', what: 'reason' } }),
      notices: [{ kind: 'unknown_event_reason', detail: 'Teleported: ' }],
    },
  ],
  ['a pod without a UID', item('pods', 'ADDED', {}), noticed('malformed_pod', 'a pod without a UID')],
  ['a pod with nothing but a UID', item('pods', 'ADDED', { metadata: { uid: 'uid-1' } }), MALFORMED],
  ['a pod with nothing but a UID, removed', item('pods', 'DELETED', { metadata: { uid: 'uid-1' } }), MALFORMED],
  ['no object', item('pods', 'MODIFIED', undefined), noticed('malformed_pod', 'a pod without a UID')],
]

describe('observe', () => {
  for (const [name, one, wanted] of CASES) {
    it(name, () => {
      expect(observe(one)).to.deep.equal(wanted)
    })
  }
  it('reads our annotations under the prefix that it is told', () => {
    const annotations = { 'example.org/traceparent': 'p', 'example.org/admitted-at': '1' }
    const stamped = { ...POD, metadata: { ...POD.metadata, annotations } }
    const [pod, gates] = POD_FACTS
    expect(observe(item('pods', 'ADDED', stamped), 'example.org')).to.deep.equal(
      observed('added', { ...pod, stamp: { traceparent: 'p', admittedAt: '1' } }, { ...gates }),
    )
  })
})
