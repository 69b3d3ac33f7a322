import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Held until it is released or its process ends, however it ends: the kernel drops it, so it is never stale. */
export interface Lock {
  readonly is: 'held'
  release(): void
}

export interface Taken {
  readonly is: 'taken'
  /** The process that has it; unknown if it did not answer. */
  readonly by: number | undefined
  /** Resolves when it may be free. */
  readonly free: Promise<void>
}

/** For the machine, not for a folder: the cluster's addresses are the machine's too. */
export async function tryLock(name: 'podstart-cluster' | 'podstart-cluster-build'): Promise<Lock | Taken> {
  // A name in the abstract namespace of Unix sockets: no file, and gone with the process.
  const path = `\0${name}`
  const waiting = new Set<Socket>()
  const server = createServer((socket) => {
    waiting.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => waiting.delete(socket))
    socket.unref().write(`${String(process.pid)}\n`)
  })
  server.listen({ path })
  try {
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return askHolder(path)
  }
  server.unref()
  const release = (): void => {
    server.close()
    for (const socket of waiting) socket.destroy()
  }
  return { is: 'held', release }
}

/** Waits, saying for whom. */
export async function waitForLock(name: Parameters<typeof tryLock>[0], say: (line: string) => void): Promise<Lock> {
  for (;;) {
    const lock = await tryLock(name)
    if (lock.is === 'held') return lock
    say(`waiting for process ${String(lock.by ?? 'unknown')}, which is at it already`)
    await lock.free
  }
}

async function askHolder(path: string): Promise<Taken> {
  const socket = connect({ path })
  // Whatever ends the connection, an error too, is a reason to try again.
  const free = new Promise<void>((resolve) => socket.on('close', () => resolve()).on('error', () => resolve()))
  const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())))
  const silence = new Promise<string>((resolve) => setTimeout(resolve, 1000, '').unref())
  const pid = Number.parseInt(await Promise.race([answer, free.then(() => ''), silence]))
  return { is: 'taken', by: Number.isNaN(pid) ? undefined : pid, free }
}
