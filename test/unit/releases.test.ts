import { existsSync, readdirSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { defined } from '../../src/observe/json.ts'
import { ASKED } from '../releases/asked.ts'
import { anHourOlder, rootOf, stamped, toldOf } from '../releases/contract.ts'
import { casesOf, CURRENT, fileOf, RELEASES, type Root, type StampedPod } from '../releases/release.ts'
import { ADMITTED_AT, FRESH, OWN } from './admission/given.ts'

describe('stamps of releases', () => {
  it('are kept of this release and of the one before', () => {
    expect(existsSync(fileOf(CURRENT)), 'npm run releases:write').to.equal(true)
    const files = readdirSync(new URL('.', fileOf(CURRENT))).filter((name) => name.endsWith('.json'))
    expect(files.toSorted()).to.deep.equal(RELEASES.map((release) => `${release}.json`).toSorted())
    expect(RELEASES.at(-1)).to.equal(CURRENT)
    expect(RELEASES.length).to.be.at.most(2)
  })
  it('are kept of all that makes a difference to a stamp', () => {
    const asked = casesOf(CURRENT).map(({ title, sent, headers, settings }) => ({
      title,
      sent,
      ...defined({ headers, settings }),
    }))
    expect(asked).to.deep.equal(ASKED)
  })
  for (const one of casesOf(CURRENT)) {
    it(`this webhook writes that of ${CURRENT}: ${one.title}`, () => {
      expect(stamped(one)).to.deep.equal(one.stored)
    })
  }
  for (const release of RELEASES) {
    for (const { title, stored, settings, root, copied } of casesOf(release)) {
      it(`this exporter reads that of ${release}: ${title}`, () => {
        expect(rootOf(stored, settings)).to.deep.equal(root)
      })
      it(`this exporter reads that of ${release}, copied with the webhook away: ${title}`, () => {
        expect(rootOf(anHourOlder(stored), settings)).to.deep.equal(copied)
      })
    }
  }
})

/** Each span, and the one that it hangs on. */
const TREE: readonly (readonly [name: string, parent?: string])[] = [
  ['pod startup'],
  ['etcd write', 'pod startup'],
  ['schedule', 'pod startup'],
  ['pod setup', 'pod startup'],
  ['container app', 'pod startup'],
  ['pull', 'container app'],
  ['create', 'container app'],
  ['start', 'container app'],
  ['ready', 'pod startup'],
]

describe('the whole trace of a pod with a stamp', () => {
  for (const release of RELEASES) {
    const trusted = casesOf(release).filter(({ root: { stamp, sent } }) => stamp === 'trusted' && sent)
    for (const { title, stored, settings, root } of trusted) {
      it(`of ${release} hangs on its root: ${title}`, () => {
        const { trace = [] } = toldOf(stored, settings)
        const names = new Map<string | undefined, string>(trace.map(({ spanId, name }) => [spanId, name]))
        const told = trace.map(({ name, traceId, parentSpanId: id }) => [name, traceId, names.get(id) ?? id])
        const outside = root.parentSpanId
        expect(told).to.deep.equal(TREE.map(([name, parent = outside]) => [name, root.traceId, parent]))
      })
    }
  }
})

const pod = (annotations: Readonly<Record<string, string>>, container: object = {}): StampedPod => ({
  metadata: { name: 'web', annotations },
  spec: { containers: [{ name: 'app', image: 'registry/app:1', ...container }] },
})
const withVariable = (annotations: Readonly<Record<string, string>>): StampedPod =>
  pod(annotations, { env: [{ name: 'TRACEPARENT', value: annotations['podstart.dev/traceparent'] }] })
const STAMP = { 'podstart.dev/traceparent': OWN, 'podstart.dev/admitted-at': ADMITTED_AT }
const TRUSTED: Root = {
  stamp: 'trusted',
  counted: 'trusted',
  sent: true,
  start: ADMITTED_AT,
  traceId: FRESH.traceId,
  spanId: FRESH.spanId,
  sampled: true,
  links: [],
}
/** By the pod's UID. */
const MALFORMED: Root = {
  stamp: 'malformed',
  counted: 'malformed',
  sent: true,
  start: '2026-03-01T12:00:00.305Z',
  traceId: '11111111222243338444555555555555',
  spanId: '2687e0ee44c36efe',
  sampled: true,
  links: [],
}

/** What docs/adr/0025-stamps-across-releases.md lets a later webhook write. */
const LATER: readonly (readonly [title: string, annotations: Readonly<Record<string, string>>, root: Root])[] = [
  ['an annotation that nobody knows', { ...STAMP, 'podstart.dev/queue': 'batch 89abcdef01234567' }, TRUSTED],
  [
    'a later traceparent, with more at its end',
    { ...STAMP, 'podstart.dev/traceparent': `01${OWN.slice(2)}-cafe` },
    TRUSTED,
  ],
  ['flags that nobody knows', { ...STAMP, 'podstart.dev/traceparent': OWN.replace(/01$/, 'ff') }, TRUSTED],
  ['a time to the nanosecond', { ...STAMP, 'podstart.dev/admitted-at': '2026-03-01T12:00:00.123456789Z' }, TRUSTED],
  [
    'more in its tracestate',
    { ...STAMP, 'podstart.dev/tracestate': 'new=1,ot=th:4;new:1' },
    { ...TRUSTED, traceState: 'ot=th:4' },
  ],
  [
    'a context with more at its end',
    { ...STAMP, 'podstart.dev/context': `01-${'a'.repeat(32)}-${'a'.repeat(16)}-01-cafe new=1` },
    { ...TRUSTED, links: [`00-${'a'.repeat(32)}-${'a'.repeat(16)}-01 new=1`] },
  ],
  [
    'a traceparent that is none: the pod’s UID stands in, and it is counted',
    { ...STAMP, 'podstart.dev/traceparent': `ff${OWN.slice(2)}` },
    MALFORMED,
  ],
  [
    'a time that is none: the pod’s UID stands in, and it is counted',
    { ...STAMP, 'podstart.dev/admitted-at': '@1772366400' },
    MALFORMED,
  ],
]

describe('a stamp of a later release', () => {
  for (const [title, annotations, root] of LATER) {
    it(`is read by this exporter: ${title}`, () => {
      expect(rootOf(pod(annotations))).to.deep.equal(root)
    })
    it(`is replaced by this webhook, as a copy: ${title}`, () => {
      const { 'podstart.dev/queue': unknown } = annotations
      const stays = unknown === undefined ? {} : { 'podstart.dev/queue': unknown }
      const copy = stamped({ title, sent: withVariable(annotations), settings: { inject: true } })
      expect(copy).to.deep.equal(withVariable({ ...STAMP, ...stays }))
    })
  }
})
