import type { Cluster } from '../kit/cluster.ts'
import { until } from '../kit/probes.ts'
import { createdPod, type Api } from '../webhook/api.ts'
import { unscheduled } from '../webhook/pods.ts'
import { isStamped } from '../webhook/stored-trace.ts'

const NAMESPACE = 'podstart'
const SECONDS = 120

/** Kinds that an installation has objects of; namespaced ones are looked for everywhere. */
const KINDS = [
  ...['namespaces', 'clusterroles', 'clusterrolebindings', 'mutatingwebhookconfigurations', 'roles', 'rolebindings'],
  ...['deployments', 'replicasets', 'pods', 'services', 'endpointslices', 'configmaps', 'secrets', 'serviceaccounts'],
  ...['networkpolicies', 'poddisruptionbudgets', 'leases'],
]

/** Everything that podstart's installation made or led to, as KIND/NAME. */
export async function objectsOf(cluster: Cluster): Promise<readonly string[]> {
  const names = await cluster.kubectl(['get', KINDS.join(','), '--all-namespaces', '--output', 'name'])
  return names.split('\n').filter((name) => name.includes('podstart'))
}

/** Until all that was installed is there, as often as it is asked for. */
export async function untilAvailable(cluster: Cluster): Promise<void> {
  const names = await cluster.kubectl(['get', 'deployments', '--namespace', NAMESPACE, '--output', 'name'])
  const rollouts = names
    .trim()
    .split('\n')
    .map((name) => rollout(cluster, name))
  await Promise.all(rollouts)
}

const rollout = (cluster: Cluster, name: string): Promise<string> =>
  cluster.kubectl(['rollout', 'status', name, '--namespace', NAMESPACE, `--timeout=${String(SECONDS)}s`])

/** Until the API server calls the webhook for pods of the namespace. */
export async function untilStamped(api: Api, namespace: string): Promise<void> {
  const isThere = async (): Promise<boolean> =>
    isStamped(createdPod(await api.createPod(unscheduled('probe', namespace), { dryRun: true })))
  if (!(await until(isThere, { seconds: SECONDS }))) throw new Error(`pods of ${namespace} are not stamped`)
}
