import { before } from 'mocha'
import type { Options } from '../../support/apiserver/apiserver.ts'
import { onStage, type Stage } from './stage.ts'

const registered: (() => Promise<unknown>)[] = []
/** With those of all files of this folder that have been loaded. */
const LIMIT_MS = 120_000

/**
 * A run of the exporter, of which tests ask what they want. Most of its time it waits for a verdict: so all runs that
 * there are begin together, with the first that is asked for. To be called in a `describe`.
 */
export function scenario<T extends object>(play: (stage: Stage) => Promise<T>, options: Options = {}): T {
  let running: Promise<T> | undefined
  const run = (): Promise<T> => {
    if (running === undefined) {
      running = onStage(options, play)
      // Told to the tests of its own describe.
      running.catch(() => undefined)
    }
    return running
  }
  registered.push(run)
  const seen = {} as T
  before(async function () {
    this.timeout(LIMIT_MS)
    for (const one of registered) void one()
    Object.assign(seen, await run())
  })
  return seen
}
