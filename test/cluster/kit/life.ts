import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ALL_BUILDS, ensureBuilt, toolsToBuild } from './builds.ts'
import { endCapsule, findCapsule } from './capsule.ts'
import { ADDRESSES, createCluster, type Cluster } from './cluster.ts'
import { allAlive } from './components.ts'
import { guard } from './guard.ts'
import { tryLock, type Lock } from './lock.ts'
import { ALL_TOOLS, lacking, NEEDS_ROOT } from './packages.ts'
import { placesFor, type Places } from './places.ts'
import { answers } from './probes.ts'
import { createSteps, type Step } from './steps.ts'

export interface StartOptions {
  readonly nodes?: number
  /** Of Kubernetes; default $KUBERNETES, else the kit's own. */
  readonly version?: string
  readonly step?: Step
}

/** A cluster that ends with this process at the latest. */
export interface OwnCluster extends Cluster {
  stop(): void
  /** Lets it outlive this process. */
  keep(): void
}

/** Starts a fresh cluster; one that is there, or what is left of one, is ended first. */
export async function startCluster({
  nodes = 2,
  version,
  step = createSteps(),
}: StartOptions = {}): Promise<OwnCluster> {
  const places = placesFor(process.env, version)
  const problem = lacking([...ALL_TOOLS, ...toolsToBuild(ALL_BUILDS, places)], { root: true })
  if (problem !== undefined) throw new Error(problem)
  await ensureBuilt(ALL_BUILDS, places)
  const lock = await claim()
  const ending = new AbortController()
  const undo = (): void => {
    ending.abort()
    endCluster(places)
  }
  const guarding = guard(undo)
  const stop = (): void => {
    guarding.release()
    undo()
    lock.release()
  }
  try {
    if (findCapsule()) await step('end the one that is there', () => endCluster(places))
    endCluster(places)
    const cluster = await step('all', () => createCluster(places, nodes, { step, signal: ending.signal }))
    const keep = (): void => {
      writeNote(places, { kubernetes: places.versions.kubernetes, nodes })
      guarding.release()
      lock.release()
    }
    return { ...cluster, stop, keep }
  } catch (error) {
    try {
      stop()
    } catch (left) {
      throw new Error(`${String(error)}\nand it was not cleaned up: ${String(left)}`, { cause: error })
    }
    throw error
  }
}

/** Ends the cluster, whoever started it, and whatever is left of one; answers whether there was anything. */
export async function stopCluster(places: Places = placesFor()): Promise<boolean> {
  if (process.getuid?.() !== 0) throw new Error(NEEDS_ROOT)
  const lock = await claim()
  const anything = findCapsule() !== undefined || existsSync(places.state)
  endCluster(places)
  lock.release()
  return anything
}

function endCluster({ state }: Places): void {
  endCapsule()
  rmSync(state, { recursive: true, force: true })
}

async function claim(): Promise<Lock> {
  const lock = await tryLock('podstart-cluster')
  if (lock.is === 'held') return lock
  const by = lock.by === undefined ? 'another process' : `process ${String(lock.by)}`
  throw new Error(`${by} is starting, stopping or testing the cluster; there is one a machine`)
}

/** What `keep` notes when all is up. */
interface Note {
  readonly kubernetes: string
  readonly nodes: number
}

const noteIn = ({ state }: Places): string => join(state, 'up.json')

const writeNote = (places: Places, note: Note): void => {
  writeFileSync(noteIn(places), JSON.stringify(note))
}

/** Whether such a cluster was kept, and all of it is still there. */
export async function isUp(places: Places, nodes: number): Promise<boolean> {
  if (findCapsule() === undefined || !existsSync(noteIn(places))) return false
  const note = JSON.parse(readFileSync(noteIn(places), 'utf8')) as Note
  const same = note.kubernetes === places.versions.kubernetes && note.nodes === nodes
  return same && allAlive(places) && (await answers(`${ADDRESSES.apiServer}/readyz`)())
}
