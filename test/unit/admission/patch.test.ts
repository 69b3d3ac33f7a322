import { expect } from 'chai'
import { describe, it } from 'mocha'
import { patchOf, type Changes, type Operation } from '../../../src/admission/patch.ts'
import type { NewContainer, NewPod, NewVariable } from '../../../src/admission/review.ts'
import { newPod } from './given.ts'

const ADDED = { 'p.dev/traceparent': 'T', 'p.dev/admitted-at': 'A' }
const adds = (path: string, value: unknown): Operation => ({ op: 'add', path, value })

type Row = readonly [name: string, pod: Partial<NewPod>, changes: Partial<Changes>, patch: readonly Operation[]]

const EACH: readonly Operation[] = [
  adds('/metadata/annotations/p.dev~1traceparent', 'T'),
  adds('/metadata/annotations/p.dev~1admitted-at', 'A'),
]

const ANNOTATIONS: readonly Row[] = [
  ['no map: a new one', { annotations: undefined }, {}, [adds('/metadata/annotations', ADDED)]],
  ['an empty map: one by one', { annotations: {} }, {}, EACH],
  ['a map: one by one, and the rest stays', { annotations: { a: 'b', 'c/d': 'e' } }, {}, EACH],
  ['a map that has them: they are replaced', { annotations: { 'p.dev/traceparent': 'x' } }, {}, EACH],
  [
    'slash and tilde in a key',
    { annotations: {} },
    { added: { '~a~/b/~1': 'x' } },
    [adds('/metadata/annotations/~0a~0~1b~1~01', 'x')],
  ],
  [
    'slash and tilde in a key, in a new map',
    { annotations: undefined },
    { added: { '~a/b': 'x' } },
    [adds('/metadata/annotations', { '~a/b': 'x' })],
  ],
  [
    'some to remove',
    { annotations: { 'p.dev/context': 'x', 'a~b/c': 'y' } },
    { removed: ['p.dev/context', 'a~b/c'] },
    [
      ...EACH,
      { op: 'remove', path: '/metadata/annotations/p.dev~1context' },
      { op: 'remove', path: '/metadata/annotations/a~0b~1c' },
    ],
  ],
]

const FIRST = '/spec/containers/0'
/** Variables by name, or by name and value. */
const variables = (path: string, all: readonly (string | readonly [name: string, value: string])[]) =>
  all.map((one, i): NewVariable => {
    const [name, value] = typeof one === 'string' ? [one] : one
    return { path: `${path}/env/${i}`, name: name ?? '', value }
  })
const container = (
  env: Parameters<typeof variables>[1] | undefined,
  envFromPrefixes: readonly string[] = [],
): NewContainer => ({ path: FIRST, env: env && variables(FIRST, env), envFromPrefixes })
const VARIABLE = { name: 'TRACEPARENT', value: 'T' }
const NEW = [adds('/spec/containers/0/env', [VARIABLE])]
const LAST = [adds('/spec/containers/0/env/-', VARIABLE)]

const VARIABLES: readonly (readonly [name: string, container: NewContainer, patch: readonly Operation[]])[] = [
  ['no list: a new one', container(undefined), NEW],
  ['an empty list', container([]), LAST],
  ['other variables: behind them', container(['A', 'TRACEPARENTS', 'traceparent', 'TRACE']), LAST],
  ['the variable is there', container(['TRACEPARENT']), []],
  ['the variable is there among others', container(['A', 'TRACEPARENT', 'B']), []],
  ['variables of a source without a prefix, which may have it', container(undefined, ['']), []],
  ['of a source with a prefix that it begins with', container(['A'], ['TRACE']), []],
  ['of a source with all of it as a prefix', container(['A'], ['TRACEPARENT']), []],
  ['of a source with another prefix', container(['A'], ['PARENT']), LAST],
  ['of a source with a longer prefix', container(undefined, ['TRACEPARENT_']), NEW],
  ['of a source with a prefix in lower case', container(undefined, ['trace']), NEW],
  ['of the copied stamp: it is replaced', container([['TRACEPARENT', 'C']]), [adds(`${FIRST}/env/0/value`, 'T')]],
  [
    'of the copied stamp, twice, among others',
    container(['A', ['TRACEPARENT', 'C'], ['B', 'C'], ['TRACEPARENT', 'C']], ['']),
    [adds(`${FIRST}/env/1/value`, 'T'), adds(`${FIRST}/env/3/value`, 'T')],
  ],
  ['of another value than the copied stamp', container([['TRACEPARENT', 'D']]), []],
  ['of several sources, one of which may have it', container(undefined, ['APP_', 'T', 'X_']), []],
]

describe('the patch of a pod', () => {
  for (const [name, pod, changes, patch] of ANNOTATIONS) {
    it(`annotations: ${name}`, () => {
      const all = { added: ADDED, removed: [], traceparent: undefined, copied: undefined, ...changes }
      expect(patchOf(newPod(pod), all)).to.deep.equal(patch)
    })
  }
  for (const [name, one, patch] of VARIABLES) {
    const pod = newPod({ annotations: {}, containers: [one] })
    it(`TRACEPARENT: ${name}`, () => {
      expect(patchOf(pod, { added: ADDED, removed: [], traceparent: 'T', copied: 'C' })).to.deep.equal([
        ...EACH,
        ...patch,
      ])
    })
    it(`no TRACEPARENT where none is wanted: ${name}`, () => {
      expect(patchOf(pod, { added: ADDED, removed: [], traceparent: undefined, copied: 'C' })).to.deep.equal(EACH)
    })
  }
  it('TRACEPARENT: in each container for itself, init containers too', () => {
    const containers = [
      { path: '/spec/initContainers/0', env: undefined, envFromPrefixes: [] },
      {
        path: '/spec/initContainers/1',
        env: variables('/spec/initContainers/1', ['TRACEPARENT']),
        envFromPrefixes: [],
      },
      container(['A'], ['B_']),
      { path: '/spec/containers/1', env: [], envFromPrefixes: [''] },
    ]
    const pod = newPod({ annotations: {}, containers })
    expect(patchOf(pod, { added: {}, removed: [], traceparent: 'T', copied: 'C' })).to.deep.equal([
      adds('/spec/initContainers/0/env', [VARIABLE]),
      adds('/spec/containers/0/env/-', VARIABLE),
    ])
  })
  it('of a pod without containers', () => {
    const pod = newPod({ annotations: {}, containers: [] })
    expect(patchOf(pod, { added: ADDED, removed: [], traceparent: 'T', copied: 'C' })).to.deep.equal(EACH)
  })
})
