import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createRevisions } from '../../../src/exporter/revisions.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { at, second } from '../../support/story.ts'

const OWNERS = {
  Deployment: (name: string, hash: string) => ({
    ownerReferences: [{ kind: 'ReplicaSet', name: `${name}-${hash}`, controller: true }],
    labels: { 'pod-template-hash': hash },
  }),
  StatefulSet: (name: string, hash: string) => ({
    ownerReferences: [{ kind: 'StatefulSet', name, controller: true }],
    labels: { 'controller-revision-hash': hash },
  }),
  Job: (name: string, hash: string) => ({
    ownerReferences: [{ kind: 'Job', name, controller: true }],
    labels: { 'controller-revision-hash': hash, 'pod-template-hash': hash },
  }),
} as const

/** A pod of a workload, created so many seconds after the beginning. */
const pod = (kind: keyof typeof OWNERS, name: string, hash: string, created: number, type = 'ADDED'): WatchItem => ({
  at: at(created * 1_000),
  watch: 'pods',
  type,
  listed: false,
  object: {
    metadata: {
      namespace: 'shop',
      name: 'a-pod',
      creationTimestamp: second(created * 1_000),
      ...OWNERS[kind](name, hash),
    },
  },
})

const told = (...items: readonly WatchItem[]): readonly string[] => {
  const revisions = createRevisions(9, 1_000, () => 0)
  for (const item of items) revisions.take(item)
  return revisions.all().map(({ namespace, workload, revision }) => `${namespace}/${workload} ${revision}`)
}

const CASES: readonly (readonly [title: string, items: readonly WatchItem[], told: readonly string[]])[] = [
  ['of a Deployment', [pod('Deployment', 'web', 'abc', 1)], ['shop/web abc']],
  ['of a StatefulSet', [pod('StatefulSet', 'db', 'db-7', 1)], ['shop/db db-7']],
  ['of a Job: none', [pod('Job', 'once', 'abc', 1)], []],
  [
    'is the one whose pod was created last',
    [pod('Deployment', 'web', 'a', 1), pod('Deployment', 'web', 'b', 2)],
    ['shop/web b'],
  ],
  ['also where that came first', [pod('Deployment', 'web', 'b', 2), pod('Deployment', 'web', 'a', 1)], ['shop/web b']],
  [
    'of one second is the one that came last',
    [pod('Deployment', 'web', 'a', 1), pod('Deployment', 'web', 'b', 1)],
    ['shop/web b'],
  ],
  ['goes back with a rollback', [1, 2, 3].map((s) => pod('Deployment', 'web', s === 2 ? 'b' : 'a', s)), ['shop/web a']],
  [
    'is told by new pods only',
    [pod('Deployment', 'web', 'a', 1), pod('Deployment', 'web', 'b', 2, 'DELETED')],
    ['shop/web a'],
  ],
  [
    'of what is no pod: none',
    [
      { ...pod('Deployment', 'web', 'a', 1), object: { metadata: { labels: [] } } },
      { ...pod('Deployment', 'web', 'a', 1), object: null },
    ],
    [],
  ],
]

describe('the newest revision', () => {
  for (const [title, items, expected] of CASES) {
    it(title, () => {
      expect(told(...items)).to.deep.equal(expected)
    })
  }
  it('is forgotten of the workload that had no new pod for longest, where there are too many', () => {
    const revisions = createRevisions(2, 1_000, () => 0)
    for (const [name, created] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['c', 4],
    ] as const)
      revisions.take(pod('Deployment', name, 'x', created))
    expect(revisions.all().map(({ workload }) => workload)).to.deep.equal(['a', 'c'])
  })
  it('is forgotten after its life', () => {
    let now = 0
    const revisions = createRevisions(9, 1_000, () => now)
    revisions.take(pod('Deployment', 'a', 'x', 1))
    now = 600
    revisions.take(pod('Deployment', 'b', 'x', 1))
    now = 1_000
    expect(revisions.all().map(({ workload }) => workload)).to.deep.equal(['b'])
  })
})
