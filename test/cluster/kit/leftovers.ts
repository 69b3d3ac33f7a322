import { existsSync, globSync, readFileSync } from 'node:fs'
import { CGROUP, findCapsule, NETWORK } from './capsule.ts'
import { linkIsThere } from './network.ts'
import type { Places } from './places.ts'
import { processesNaming } from './proc.ts'

/** All that a cluster that is down might have left on the machine; nothing, if all is well. */
export function leftovers({ state, hyperkube, containerd }: Places): readonly string[] {
  const found = (what: string, is: boolean): readonly string[] => (is ? [what] : [])
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
  return [
    ...found('processes in its namespaces', findCapsule() !== undefined),
    ...[state, hyperkube, containerd].flatMap((path) =>
      processesNaming(path).map(({ pid }) => `process ${String(pid)}`),
    ),
    ...[state, NETWORK].flatMap((path) => found(`mounts below ${path}`, mounts.includes(path))),
    ...[state, NETWORK].flatMap((path) => found(path, existsSync(path))),
    ...found('its network link', linkIsThere()),
    ...globSync(`/sys/fs/cgroup{,/*}${CGROUP}`),
    ...globSync(
      '/{etc/cni,opt/containerd,run/containerd,usr/libexec/kubernetes,var/lib/{cni,kubelet},var/log/{containers,pods}}',
    ),
  ]
}
