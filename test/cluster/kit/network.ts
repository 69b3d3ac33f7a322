import { readFileSync } from 'node:fs'
import { run, runNow } from './run.ts'

/** The cluster's end of the link between its network namespace and the machine, and the machine's end. */
export const CLUSTER_IP = '10.89.0.1'
export const MACHINE_IP = '10.89.0.2'
export const SERVICE_RANGE = '10.96.0.0/24'
/** Where pods find the API server: the first address of the range. */
export const API_SERVICE_IP = '10.96.0.1'
export const POD_RANGE = '10.88.0.0/16'
export const podRangeOf = (node: number): string => `10.88.${String(node)}.0/24`

const LINK = 'podstart0'

/** Links a network namespace, given by a process in it, with the machine's. */
export async function connect(pid: number): Promise<void> {
  await ip(
    [],
    [
      `link add ${LINK} type veth peer name eth0 netns ${String(pid)}`,
      `address add ${MACHINE_IP}/30 dev ${LINK}`,
      `link set ${LINK} up`,
    ],
  )
  await ip(
    ['nsenter', '--target', String(pid), '--net', '--'],
    [
      `address add ${CLUSTER_IP}/30 dev eth0`,
      'link set eth0 up',
      // kube-proxy sends them elsewhere before they leave, but only what has a route is sent at all.
      `route add ${SERVICE_RANGE} via ${MACHINE_IP}`,
    ],
  )
  // So that the machine reaches pods, and can answer them.
  await ip([], [`route add ${POD_RANGE} via ${CLUSTER_IP}`])
}

const ip = (prefix: readonly string[], lines: readonly string[]): Promise<string> =>
  run([...prefix, 'ip', '-batch', '-'], { input: `${lines.join('\n')}\n` })

/** The namespace takes its end with it, but not at once. */
export function disconnect(): void {
  if (linkIsThere()) runNow(['ip', 'link', 'delete', LINK])
}

/** Not looked up in /sys/class/net, which in a container may be that of another network. */
export const linkIsThere = (): boolean =>
  readFileSync('/proc/net/dev', 'utf8')
    .split('\n')
    .some((line) => line.trimStart().startsWith(`${LINK}:`))
