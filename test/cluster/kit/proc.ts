import { readdirSync, readFileSync, statSync } from 'node:fs'

/** A process by its pid and the moment it started, so that another process that gets the pid later is not taken for it. */
export interface Process {
  readonly pid: number
  /** In clock ticks since the machine started. */
  readonly started: string
}

/** The process with this pid now, unless it has ended. */
export function processAt(pid: number): Process | undefined {
  const stat = read(`/proc/${String(pid)}/stat`)
  // The name in parentheses may have spaces and parentheses of its own.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, started] = [fields?.[0], fields?.[19]]
  return started === undefined || state === 'Z' ? undefined : { pid, started }
}

export const isAlive = ({ pid, started }: Process): boolean => processAt(pid)?.started === started

/** Sends the signal if it is still this process. */
export function sendSignal(target: Process, name: NodeJS.Signals): void {
  if (!isAlive(target)) return
  try {
    process.kill(target.pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** A namespace's identity, from a path like /proc/1/ns/net or a file it is bound to. */
export function namespaceOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true })
  return stat && `${String(stat.dev)}:${String(stat.ino)}`
}

/** All processes in a namespace. */
export const processesIn = (kind: 'net' | 'pid', namespace: string): readonly Process[] =>
  allPids().flatMap((pid) => {
    const target = namespaceOfProcess(pid, kind) === namespace ? processAt(pid) : undefined
    return target ? [target] : []
  })

/** All processes with this text in their command line. */
export const processesNaming = (text: string): readonly Process[] =>
  allPids().flatMap((pid) => {
    const found = read(`/proc/${String(pid)}/cmdline`)?.includes(text) ? processAt(pid) : undefined
    return found ? [found] : []
  })

function namespaceOfProcess(pid: number, kind: 'net' | 'pid'): string | undefined {
  try {
    return namespaceOf(`/proc/${String(pid)}/ns/${kind}`)
  } catch {
    return undefined // ended between two looks
  }
}

/** A process's pids, from this namespace's inwards. */
export const pidsOf = ({ pid }: Process): readonly number[] =>
  /^NSpid:\t(.*)$/m
    .exec(read(`/proc/${String(pid)}/status`) ?? '')?.[1]
    ?.split('\t')
    .map(Number) ?? []

const allPids = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
