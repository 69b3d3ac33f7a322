import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startInside, type Capsule } from './capsule.ts'
import type { Places } from './places.ts'
import { isAlive, sendSignal, type Process } from './proc.ts'
import { until, type Probe } from './probes.ts'

/** One of the cluster's long-running processes. */
export interface Component {
  readonly name: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly ready: Probe
  /** Where there is not CPU for all. */
  readonly niceness?: number
}

/** An API server that gets no CPU counts calls as timed out that were answered at once: on real clusters it has its own. */
export const GOES_FIRST = -10

/** Starts and ends the components, and knows them again when another process started them. */
export interface Components {
  /** Resolves when it is ready; rejects with the end of its log when it ends before, or takes too long. */
  start(component: Component): Promise<void>
  /** SIGTERM, and SIGKILL if that is not enough. */
  stop(name: string): Promise<void>
}

const READY_SECONDS = 90
/** An API server asked to end waits a minute for its watchers. */
const END_SECONDS = 3
const LAST_LINES = 15

const recordsIn = ({ state }: Places): string => join(state, 'components')

export function createComponents(capsule: Capsule, places: Places): Components {
  const records = recordsIn(places)
  for (const folder of [records, places.logs]) mkdirSync(folder, { recursive: true })
  const recordOf = (name: string): string => join(records, name)
  return {
    start: async ({ name, command, env, ready, niceness }) => {
      if (existsSync(recordOf(name)) && isAlive(readRecord(recordOf(name)))) throw new Error(`${name} is running`)
      const log = join(places.logs, `${name}.log`)
      const options = { log, ...(env && { env }), ...(niceness !== undefined && { niceness }) }
      const started = await startInside(capsule, command, options)
      if (started) writeFileSync(recordOf(name), JSON.stringify(started))
      const giveUp = (): boolean => started === undefined || !isAlive(started)
      if (await until(ready, { seconds: READY_SECONDS, giveUp })) return
      throw new Error(`${name} ${giveUp() ? 'ended' : 'is not ready'}; the end of ${log}:\n${endOf(log)}`)
    },
    stop: async (name) => {
      if (!existsSync(recordOf(name)))
        throw new Error(`no component ${name}; there are ${readdirSync(records).join(', ')}`)
      const running = readRecord(recordOf(name))
      sendSignal(running, 'SIGTERM')
      const ended = (): Promise<boolean> => Promise.resolve(!isAlive(running))
      if (!(await until(ended, { seconds: END_SECONDS }))) {
        sendSignal(running, 'SIGKILL')
        await until(ended, { seconds: END_SECONDS })
      }
      rmSync(recordOf(name))
    },
  }
}

/** Whether all that were started, by whichever process, are still there. */
export function allAlive(places: Places): boolean {
  const records = recordsIn(places)
  return existsSync(records) && readdirSync(records).every((name) => isAlive(readRecord(join(records, name))))
}

const readRecord = (path: string): Process => JSON.parse(readFileSync(path, 'utf8')) as Process

const endOf = (log: string): string =>
  existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n') : '(empty)'
