import { randomBytes } from 'node:crypto'
import type { AdmissionReport } from './api/parts.ts'
import { startSimApi } from './api/server.ts'
import { createStore } from './api/store.ts'
import { ADMIN } from './api/users.ts'
import { createChance } from './chance.ts'
import type { Clock } from './clock.ts'
import { creationFor } from './creation.ts'
import { startEngine } from './engine.ts'
import { createRealClock } from './real-clock.ts'
import { createTruth, type PodTruth, type Truth } from './truth.ts'
import type { Change, World } from './world.ts'

export interface SimclusterOptions {
  readonly world: World
  /** What chance is made of; what comes over the network has times of its own. */
  readonly seed: number
}

/** A cluster in this process and in real time: an API server on a port of loopback, and all that works behind it. */
export interface Simcluster {
  readonly url: string
  readonly clock: Clock
  /** For its administrator. */
  kubeconfigText(): string
  change(change: Change): void
  /** What really happened to the pods that are there. */
  truth(): readonly PodTruth[]
  close(): Promise<void>
}

const FIRST_VERSION = 1_000

export async function startSimcluster({ world, seed }: SimclusterOptions): Promise<Simcluster> {
  const clock = createRealClock()
  const chance = createChance(seed)
  const uids = chance.of('uids')
  const store = createStore(FIRST_VERSION, () => uids.uuid())
  const truth = createTruth()
  store.onChange(({ resource, object, previous }) => {
    if (resource === 'pods' && object === undefined && previous !== undefined) truth.forget(previous.metadata.uid)
  })
  const creation = creationFor(clock, chance)
  // Not by the seed: whoever reads the kubeconfig may do all.
  const tokens = new Map([[randomBytes(16).toString('hex'), ADMIN]])
  const engine = startEngine({ world, store, clock, chance, truth })
  const api = await startSimApi({ store, creation, tokens, onAdmission: (report) => tellAdmission(truth, report) })
  return {
    url: api.url,
    clock,
    kubeconfigText: () => api.kubeconfigText(),
    change: (change) => engine.apply(change),
    truth: () => truth.all(),
    async close() {
      engine.stop()
      clock.close()
      await api.close()
    },
  }
}

function tellAdmission(truth: Truth, { resource, name, uid, calls, stored }: AdmissionReport): void {
  if (resource !== 'pods' || uid === undefined || stored === undefined) return
  for (const { start, end } of calls) truth.tell({ uid, name }, { span: 'Call mutating webhook', from: start, to: end })
  truth.tell({ uid, name }, { span: 'Create etcd3', from: stored.start, to: stored.end })
}
