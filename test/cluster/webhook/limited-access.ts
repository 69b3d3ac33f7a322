import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cluster } from '../kit/cluster.ts'

/** A kubeconfig of somebody who may do little. */
export interface LimitedAccess {
  readonly kubeconfig: string
  remove(): void
}

export interface Rights {
  readonly namespace: string
  /** What is allowed in the namespace, and what anywhere. */
  readonly here: readonly object[]
  readonly anywhere: readonly object[]
}

const RBAC = 'rbac.authorization.k8s.io'

/** @param name of the service account, and of all that is made for it */
export async function limitedAccess(
  cluster: Cluster,
  name: string,
  { namespace, here, anywhere }: Rights,
): Promise<LimitedAccess> {
  const subjects = [{ kind: 'ServiceAccount', name, namespace }]
  const apiVersion = `${RBAC}/v1`
  const roleRef = (kind: string) => ({ apiGroup: RBAC, kind, name })
  await cluster.apply(
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    { apiVersion, kind: 'Role', metadata: { name, namespace }, rules: here },
    { apiVersion, kind: 'RoleBinding', metadata: { name, namespace }, subjects, roleRef: roleRef('Role') },
    { apiVersion, kind: 'ClusterRole', metadata: { name }, rules: anywhere },
    { apiVersion, kind: 'ClusterRoleBinding', metadata: { name }, subjects, roleRef: roleRef('ClusterRole') },
  )
  const token = (await cluster.kubectl(['create', 'token', name, '-n', namespace])).trim()
  const folder = mkdtempSync(join(tmpdir(), 'podstart-access-'))
  const kubeconfig = join(folder, 'kubeconfig')
  const server = { server: cluster.addresses.apiServer, 'certificate-authority': cluster.authority }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: server }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  }
  writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 })
  return { kubeconfig, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
