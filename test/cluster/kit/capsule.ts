import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { removeCgroups } from './cgroups.ts'
import { disconnect } from './network.ts'
import type { Places } from './places.ts'
import { namespaceOf, pidsOf, processesIn, sendSignal, type Process } from './proc.ts'
import { CLEAN_ENV, run, runNow, type RunOptions } from './run.ts'

/**
 * The namespaces (network, mounts, process ids) that everything of the cluster lives in, held by their first process.
 *
 * When that process ends, the kernel ends all others in them, shims and containers too, and with the last one go the
 * mounts, the addresses, iptables rules and the pods' network namespaces. So nothing has to be remembered to clean up,
 * and what a kill -9 leaves is found by the namespace's name.
 */
export interface Capsule {
  readonly init: Process
}

const NAME = 'podstart-cluster'
export const NETWORK = `/run/netns/${NAME}`
const SCRIPT = fileURLToPath(new URL('capsule-init', import.meta.url))

/** All cgroups that the kubelets make are below this one. */
export const CGROUP = `/${NAME}`

/** The capsule that is there, whoever made it. */
export function findCapsule(): Capsule | undefined {
  const init = inhabitants().find((one) => pidsOf(one).at(-1) === 1 && pidsOf(one).length > 1)
  return init && { init }
}

/** Also those who came in from outside by the network alone. */
function inhabitants(): readonly Process[] {
  const network = namespaceOf(NETWORK)
  // Without a namespace bound to it, it is a plain file of which no process can be "in".
  return network === undefined ? [] : processesIn('net', network)
}

export async function createCapsule({ root, pause }: Places, signal: AbortSignal): Promise<Capsule> {
  mkdirSync(dirname(NETWORK), { recursive: true })
  writeFileSync(NETWORK, '')
  const namespaces = [`--net=${NETWORK}`, '--mount', '--pid', '--mount-proc', '--fork']
  const child = spawn('unshare', [...namespaces, SCRIPT, root, pause], {
    env: CLEAN_ENV,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  })
  const stderr: string[] = []
  child.stderr.on('data', (data: Buffer) => stderr.push(data.toString()))
  const isReady = await new Promise<boolean>((resolve) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(line === 'ready'))
    child.on('close', () => resolve(false)).on('error', () => resolve(false))
  })
  child.unref()
  for (const pipe of [child.stdout, child.stderr]) pipe.destroy()
  const capsule = findCapsule()
  if (!isReady || !capsule) throw new Error(`the namespaces were not made:\n${stderr.join('')}`)
  return capsule
}

const entrance = ({ init }: Capsule): readonly string[] => [
  ...['nsenter', '--target', String(init.pid), '--net', '--mount', '--pid', '--'],
]

/** Runs a command inside. */
export const runInside = (capsule: Capsule, command: readonly string[], options?: RunOptions): Promise<string> =>
  run([...entrance(capsule), ...command], options)

/** Starts its command with a niceness, its session's too: only the session itself can know when it is one. */
const ENTER = `set -e; niceness=$1; shift
if [ "$niceness" != 0 ]; then
  renice -n "$niceness" $$ >/dev/null
  if [ -e /proc/$$/autogroup ]; then echo "$niceness" >/proc/$$/autogroup; fi
fi
exec "$@"`
const START = 'log=$1; shift; setsid sh -c "$@" >>"$log" 2>&1 </dev/null & echo $!'

export interface StartOptions {
  readonly log: string
  readonly env?: Readonly<Record<string, string>>
  /** As in niceness.ts. */
  readonly niceness?: number
}

/** Starts a command inside that stays when this process ends, its output appended to `log`; answers which process it is. */
export async function startInside(
  capsule: Capsule,
  command: readonly string[],
  { log, env = {}, niceness = 0 }: StartOptions,
): Promise<Process | undefined> {
  const args = ['sh', '-c', START, 'sh', log, ENTER, 'sh', String(niceness), ...command]
  const pid = Number(await runInside(capsule, args, { env }))
  const inside = namespaceOf(`/proc/${String(capsule.init.pid)}/ns/pid`)
  return processesIn('pid', inside ?? '').find((one) => pidsOf(one).at(-1) === pid)
}

/** Ends everything inside, and removes what is outside: the link, the name, the cgroups. Does nothing if there is nothing. */
export function endCapsule(): void {
  const deadline = Date.now() + 20_000
  for (let left = inhabitants(); left.length > 0; left = inhabitants()) {
    if (Date.now() > deadline) throw new Error(`do not end: processes ${left.map(({ pid }) => pid).join(', ')}`)
    const init = findCapsule()?.init
    // The first process alone, as long as it is there: the kernel is more thorough than any list.
    for (const one of init ? [init] : left) sendSignal(one, 'SIGKILL')
    sleepNow(20)
  }
  disconnect()
  // Also if it was bound more than once, after a race of two.
  while (isMounted()) runNow(['umount', NETWORK])
  rmSync(NETWORK, { force: true })
  removeCgroups(CGROUP)
}

/** A file's own device is that of the folder it is in. */
const isMounted = (): boolean => {
  const device = (path: string) => namespaceOf(path)?.split(':')[0]
  return namespaceOf(NETWORK) !== undefined && device(NETWORK) !== device(dirname(NETWORK))
}

const sleepNow = (millis: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis)
