import { expect } from 'chai'
import { describe, it } from 'mocha'
import { workloadOf } from '../../../src/observe/workload.ts'

type Json = Readonly<Record<string, unknown>>

const owned = (kind: string, name: string, metadata: Json = {}) => ({
  metadata: { name: 'pod-1', ownerReferences: [{ kind, name, controller: true }], ...metadata },
})
const hashed = (hash: string) => ({ labels: { 'pod-template-hash': hash } })

const CASES: ReadonlyArray<readonly [name: string, pod: unknown, workload: Json]> = [
  [
    'a Deployment, by the hash of its ReplicaSet',
    owned('ReplicaSet', 'shop-96f6754f6', hashed('96f6754f6')),
    { kind: 'deployment', name: 'shop' },
  ],
  [
    'a Deployment whose own name ends like a hash',
    owned('ReplicaSet', 'shop-96f6754f6-96f6754f6', hashed('96f6754f6')),
    { kind: 'deployment', name: 'shop-96f6754f6' },
  ],
  ['a ReplicaSet of its own', owned('ReplicaSet', 'shop-abc'), { kind: 'replicaset', name: 'shop-abc' }],
  [
    'a ReplicaSet with the hash of another',
    owned('ReplicaSet', 'shop-abc', hashed('def')),
    { kind: 'replicaset', name: 'shop-abc' },
  ],
  [
    'a ReplicaSet whose name only ends like the hash',
    owned('ReplicaSet', 'shopabc', hashed('abc')),
    { kind: 'replicaset', name: 'shopabc' },
  ],
  ['a Job', owned('Job', 'report'), { kind: 'job', name: 'report' }],
  ['a Job with a number', owned('Job', 'report-7'), { kind: 'job', name: 'report-7' }],
  ['a CronJob, by the minutes in its Job', owned('Job', 'report-29539440'), { kind: 'cronjob', name: 'report' }],
  ['a StatefulSet', owned('StatefulSet', 'db'), { kind: 'statefulset', name: 'db' }],
  ['a DaemonSet', owned('DaemonSet', 'agent'), { kind: 'daemonset', name: 'agent' }],
  ['a ReplicationController', owned('ReplicationController', 'old'), { kind: 'replicationcontroller', name: 'old' }],
  ['a kind that somebody made', owned('SparkApplication', 'pi'), { kind: 'SparkApplication', name: 'pi' }],
  [
    'a static pod, without the name of its node',
    owned('Node', 'node-1', { name: 'etcd-node-1' }),
    { kind: 'node', name: 'etcd' },
  ],
  ['a static pod of another name', owned('Node', 'node-1', { name: 'etcd' }), { kind: 'node', name: 'etcd' }],
  ['a static pod without a name', owned('Node', 'node-1', { name: undefined }), { kind: 'node', name: 'node-1' }],
  ['a bare pod', { metadata: { name: 'web' } }, { name: '(bare)' }],
  ['a pod with an owner without a name', owned('Job', ''), { name: '(bare)' }],
  ['what is no pod', null, { name: '(bare)' }],
  [
    'the controller among several owners',
    {
      metadata: {
        ownerReferences: [
          { kind: 'Tenant', name: 'blue' },
          { kind: 'Other', name: 'x', controller: false },
          { kind: 'StatefulSet', name: 'db', controller: true },
        ],
      },
    },
    { kind: 'statefulset', name: 'db' },
  ],
  [
    'the first owner where none is the controller',
    {
      metadata: {
        ownerReferences: [
          { kind: 'Tenant', name: 'blue' },
          { kind: 'Job', name: 'report' },
        ],
      },
    },
    { kind: 'Tenant', name: 'blue' },
  ],
]

describe('workloadOf', () => {
  for (const [name, pod, workload] of CASES) {
    it(name, () => {
      expect(workloadOf(pod)).to.deep.equal(workload)
    })
  }
})
