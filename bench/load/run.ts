import { createConnection, requestOf, type Connection } from './connection.ts'
import type { Job, Outcome } from './job.ts'
import { connectionsOf, paced } from './pace.ts'

/** Does jobs, one after another. Connections stay open from job to job, as the API server's do. */
export function createRunner(now = () => performance.now()): (job: Job) => Promise<Outcome> {
  const open = new Map<string, Connection[]>()
  const connectionsFor = ({ target, pace }: Job): readonly Connection[] => {
    const { origin } = new URL(target.url)
    const connections = open.get(origin) ?? []
    open.set(origin, connections)
    while (connections.length < connectionsOf(pace)) connections.push(createConnection(target))
    return connections.slice(0, connectionsOf(pace))
  }
  return async (job) => {
    const request = requestOf(job)
    const latencies: number[] = []
    const failures: Record<string, number> = {}
    const fail = (why: string): void => {
      failures[why] = (failures[why] ?? 0) + 1
    }
    const call = async (connection: Connection, since: number): Promise<void> => {
      try {
        const { status } = await connection.exchange(request)
        if (status >= 200 && status < 300) latencies.push(now() - since)
        else fail(`status ${status}`)
      } catch (error) {
        fail(error instanceof Error ? error.message : String(error))
      }
    }
    const began = now()
    const lateness = await paced(job.pace, connectionsFor(job), call, now)
    const seconds = (now() - began) / 1_000
    return { latencies: Float64Array.from(latencies), failures, seconds, lateness: Float64Array.from(lateness) }
  }
}
