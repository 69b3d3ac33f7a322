import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CLUSTER_IP } from './network.ts'

export const API_SERVER = `https://${CLUSTER_IP}:6443`

/** The API server reads its tokens once, so nodes that may be added later have theirs from the start. */
export const MOST_NODES = 9

/** Who may do what: an administrator, and the nodes. */
export interface Access {
  /** The API server's list of tokens. */
  readonly tokens: string
  readonly admin: string
  kubeconfigOf(node: number): string
}

export function createAccess(folder: string, authority: string): Access {
  const kubeconfig = (user: string): string => join(folder, `${user}.kubeconfig`)
  const add = (user: string, name: string, group: string): string => {
    const token = randomBytes(16).toString('hex')
    const cluster = { server: API_SERVER, 'certificate-authority': authority }
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'podstart-cluster',
      clusters: [{ name: 'podstart-cluster', cluster }],
      users: [{ name: user, user: { token } }],
      contexts: [{ name: 'podstart-cluster', context: { cluster: 'podstart-cluster', user } }],
    }
    writeFileSync(kubeconfig(user), JSON.stringify(config), { mode: 0o600 })
    return `${token},${name},${name},"${group}"\n`
  }
  const nodes = Array.from({ length: MOST_NODES }, (_, i) => `node-${String(i + 1)}`)
  const lines = [
    add('admin', 'admin', 'system:masters'),
    ...nodes.map((node) => add(node, `system:node:${node}`, 'system:nodes')),
  ]
  const tokens = join(folder, 'tokens.csv')
  writeFileSync(tokens, lines.join(''), { mode: 0o600 })
  return { tokens, admin: kubeconfig('admin'), kubeconfigOf: (node) => kubeconfig(`node-${String(node)}`) }
}
