import { readFileSync } from 'node:fs'
import type { Cluster } from '../../test/cluster/kit/cluster.ts'
import { podBody } from '../load/bodies.ts'
import type { Job, Pace } from '../load/job.ts'

export const namespaceObject = (name: string): object => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })

interface Kubeconfig {
  readonly users: readonly { readonly user: { readonly token: string } }[]
}

/** Creates of pods in a namespace, as the cluster's administrator. */
export function createsIn(cluster: Cluster): (namespace: string, pace: Pace) => Job {
  const { users } = JSON.parse(readFileSync(cluster.kubeconfig, 'utf8')) as Kubeconfig
  const ca = readFileSync(cluster.authority, 'utf8')
  const headers = { Authorization: `Bearer ${users[0]?.user.token ?? ''}` }
  const body = podBody()
  return (namespace, pace) => ({
    target: { url: `${cluster.addresses.apiServer}/api/v1/namespaces/${namespace}/pods`, ca, headers },
    body,
    pace,
  })
}
