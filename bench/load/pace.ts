import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from './connection.ts'
import type { Pace } from './job.ts'

/** Sends one request; what it waited since is part of its latency. */
type Call = (connection: Connection, since: number) => Promise<void>
/** Milliseconds. */
type Now = () => number

/** Runs the load. @returns milliseconds by which each request came late to be sent; open loop only */
export async function paced(
  pace: Pace,
  connections: readonly Connection[],
  call: Call,
  now: Now,
): Promise<readonly number[]> {
  if (pace.is === 'open loop') return atRate(pace.perSecond, pace.seconds, connections, call, now)
  const goesOn = 'requests' in pace ? countDown(pace.requests) : until(now, pace.seconds)
  const inTurn = async (connection: Connection): Promise<void> => {
    while (goesOn()) await call(connection, now())
  }
  await Promise.all(connections.map(inTurn))
  return []
}

export const connectionsOf = (pace: Pace): number => (pace.is === 'open loop' ? pace.connections : pace.clients)

function countDown(left: number): () => boolean {
  return () => left-- > 0
}

function until(now: Now, seconds: number): () => boolean {
  const end = now() + seconds * 1_000
  return () => now() < end
}

async function atRate(
  perSecond: number,
  seconds: number,
  connections: readonly Connection[],
  call: Call,
  now: Now,
): Promise<readonly number[]> {
  const pool = createPool(connections)
  const underWay: Promise<void>[] = []
  const late: number[] = []
  const began = now()
  for (let i = 0; i < perSecond * seconds; i++) {
    const due = began + (i * 1_000) / perSecond
    for (let left = due - now(); left > 0; left = due - now()) await sleep(left)
    late.push(now() - due)
    underWay.push(pool.use(call, now()))
  }
  await Promise.all(underWay)
  return late
}

/** The connection that has rested longest takes the request; when none rests, the request waits. */
function createPool(connections: readonly Connection[]) {
  const resting = [...connections]
  const waiting: ((connection: Connection) => void)[] = []
  const free = (connection: Connection): void => {
    const next = waiting.shift()
    if (next === undefined) resting.push(connection)
    else next(connection)
  }
  return {
    async use(call: Call, since: number): Promise<void> {
      const connection = resting.shift() ?? (await new Promise<Connection>((resolve) => waiting.push(resolve)))
      await call(connection, since)
      free(connection)
    },
  }
}
