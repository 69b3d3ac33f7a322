import { after } from 'mocha'
import { startCluster, type OwnCluster } from './life.ts'

let shared: Promise<OwnCluster> | undefined

/** The cluster that all files of a test run have in common, started when it is first asked for. */
export const cluster = (): Promise<OwnCluster> => (shared ??= startCluster())

/** Ends it early, for tests that need the machine without one; the next to ask gets a new one. */
export async function endSharedCluster(): Promise<void> {
  const ended = shared
  shared = undefined
  // Why it did not start was told to those who asked for it.
  await ended?.then((running) => running.stop()).catch(() => undefined)
}

after('end the shared cluster', endSharedCluster)
