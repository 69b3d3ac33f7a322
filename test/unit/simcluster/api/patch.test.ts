import { expect } from 'chai'
import { describe, it } from 'mocha'
import { mergePatch } from '../../../../src/simcluster/api/merge-patch.ts'
import { patched } from '../../../../src/simcluster/api/patch.ts'
import type { Json } from '../../../../src/simcluster/api/resources.ts'
import { strategicPatch } from '../../../../src/simcluster/api/strategic-patch.ts'

describe('a merge patch', () => {
  // Source: RFC 7396, appendix A.
  const CASES: readonly [object: Json, patch: Json, expected: Json][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ]
  for (const [object, patch, expected] of CASES) {
    it(`${JSON.stringify(patch)} of ${JSON.stringify(object)}`, () =>
      expect(mergePatch(object, patch)).to.deep.equal(expected))
  }
})

describe('a strategic merge patch', () => {
  const TWO = {
    containers: [
      { name: 'a', image: 'x' },
      { name: 'b', image: 'y' },
    ],
  }
  const CASES: readonly [title: string, object: Json, patch: Json, expected: Json][] = [
    ['merges maps', { a: { b: 1 } }, { a: { c: 2 } }, { a: { b: 1, c: 2 } }],
    ['takes away what is null', { a: 1, b: 2 }, { a: null }, { b: 2 }],
    [
      'merges lists by their keys',
      TWO,
      { containers: [{ name: 'b', image: 'z' }, { name: 'c' }] },
      { containers: [{ name: 'a', image: 'x' }, { name: 'b', image: 'z' }, { name: 'c' }] },
    ],
    [
      'merges lists in lists',
      { containers: [{ name: 'a', env: [{ name: 'x', value: '1' }] }] },
      { containers: [{ name: 'a', env: [{ name: 'y', value: '2' }] }] },
      {
        containers: [
          {
            name: 'a',
            env: [
              { name: 'x', value: '1' },
              { name: 'y', value: '2' },
            ],
          },
        ],
      },
    ],
    [
      'takes away an element',
      TWO,
      { containers: [{ name: 'a', $patch: 'delete' }] },
      { containers: [TWO.containers[1]] },
    ],
    ['replaces a list', TWO, { containers: [{ $patch: 'replace' }, { name: 'c' }] }, { containers: [{ name: 'c' }] }],
    ['replaces a map', { a: { b: 1 } }, { a: { $patch: 'replace', c: 2 } }, { a: { c: 2 } }],
    ['takes away a map', { a: { b: 1 } }, { a: { $patch: 'delete' } }, {}],
    ['replaces lists that have no keys', { command: ['a', 'b'] }, { command: ['c'] }, { command: ['c'] }],
    ['adds to finalizers', { finalizers: ['a'] }, { finalizers: ['b'] }, { finalizers: ['a', 'b'] }],
    [
      'takes from finalizers',
      { finalizers: ['a', 'b'] },
      { '$deleteFromPrimitiveList/finalizers': ['a'] },
      { finalizers: ['b'] },
    ],
    [
      'knows an order, and does without',
      { finalizers: ['a'] },
      { '$setElementOrder/finalizers': ['a'] },
      { finalizers: ['a'] },
    ],
    ['keeps no other keys than are said', { a: 1, b: 2 }, { $retainKeys: ['b'], b: 3 }, { b: 3 }],
  ]
  for (const [title, object, patch, expected] of CASES) {
    it(title, () => expect(strategicPatch(object, patch)).to.deep.equal(expected))
  }
})

describe('a patch', () => {
  const POD = { metadata: { name: 'a', namespace: 'n' } }
  const codeOf = (type: string, patch: unknown): number => {
    const result = patched('pods', POD, `application/${type}`, patch)
    return result.ok ? 200 : result.status.code
  }
  const CASES: readonly [type: string, patch: unknown, code: number][] = [
    ['json-patch+json', {}, 400],
    ['json-patch+json', [1], 400],
    ['json-patch+json', [{}], 422],
    ['json-patch+json', [{ op: 'explode', path: '/metadata' }], 422],
    ['json-patch+json', [{ op: 'add', path: 7 }], 422],
    ['json-patch+json', [{ op: 'remove', path: '/spec' }], 422],
    ['json-patch+json', [{ op: 'replace', path: '', value: 'x' }], 422],
    ['json-patch+json', [{ op: 'replace', path: '', value: {} }], 200],
    ['json-patch+json', [{ op: 'copy', from: '/metadata/name', path: '/metadata/namespace' }], 200],
    ['merge-patch+json', [], 400],
    ['merge-patch+json', null, 400],
    ['strategic-merge-patch+json', 'x', 400],
    ['strategic-merge-patch+json', {}, 200],
    ['json', {}, 415],
    ['apply-patch+yaml', {}, 415],
  ]
  for (const [type, patch, code] of CASES) {
    it(`${type} ${JSON.stringify(patch)}: ${code}`, () => expect(codeOf(type, patch)).to.equal(code))
  }
  it('changes nothing of the object itself', () => {
    patched('pods', POD, 'application/json-patch+json', [{ op: 'add', path: '/metadata/labels', value: {} }])
    expect(POD).to.deep.equal({ metadata: { name: 'a', namespace: 'n' } })
  })
  it('does not reach into what all objects have', () => {
    patched('pods', POD, 'application/merge-patch+json', JSON.parse('{"__proto__":{"polluted":true}}'))
    patched('pods', POD, 'application/json-patch+json', [{ op: 'add', path: '/__proto__/polluted', value: true }])
    expect(({} as { polluted?: boolean }).polluted).to.equal(undefined)
  })
})
