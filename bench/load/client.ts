import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Job, Outcome } from './job.ts'

/** A load from a process of its own, so that its event loop is nobody else's. One job at a time. */
export interface LoadClient {
  run(job: Job): Promise<Outcome>
  stop(): void
}

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url))

export function startLoadClient(): LoadClient {
  // Without what the bench is run with: a profile asked for there is not of this process.
  const child = fork(WORKER, { serialization: 'advanced', execArgv: [], env: { PATH: process.env['PATH'] } })
  return {
    async run(job) {
      const over = new AbortController()
      const { signal } = over
      const died = once(child, 'exit', { signal }).then(([code]): never => {
        throw new Error(`the load client ended with ${String(code)}`)
      })
      died.catch(() => undefined)
      try {
        const answered = once(child, 'message', { signal })
        child.send(job)
        const [outcome] = await Promise.race([answered, died])
        return outcome as Outcome
      } finally {
        over.abort()
      }
    },
    stop: () => void child.kill(),
  }
}
