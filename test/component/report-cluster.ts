import type { ApiServer } from '../support/apiserver/apiserver.ts'
import { chance } from '../support/pulls.ts'
import { condition, running, story, waiting, type Story } from '../support/story.ts'

const uidOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

const owner = (kind: string, name: string, labels = {}) => ({
  labels,
  ownerReferences: [{ kind, name, controller: true }],
})

interface Pulled {
  readonly image: string
  readonly node: string
  /** Milliseconds. */
  readonly transfer: number
  readonly wait?: number
  readonly size?: number
}

/** A pod of a Deployment, bound at 20 ms, whose one image is pulled from 200 ms on; ready 300 ms after that. */
function pulling(n: number, workload: string, { image, node, transfer, wait = 0, size = 5e7 }: Pulled): Story {
  const metadata = owner('ReplicaSet', `${workload}-abc`, { 'pod-template-hash': 'abc', app: workload })
  const one = story({
    uid: uidOf(n),
    name: `${workload}-abc-${n}`,
    metadata,
    containers: [{ name: 'app', image }],
  })
  const pulledAt = 200 + wait + transfer
  const told = `Successfully pulled image "${image}" in ${transfer}ms (${transfer + wait}ms including waiting). Image size: ${size} bytes.`
  return one
    .added(5)
    .bound(20, node)
    .event(21, 'Scheduled', `Successfully assigned shop/web to ${node}`, { component: 'default-scheduler' })
    .event(200, 'Pulling', `Pulling image "${image}"`, { container: 'app' })
    .event(pulledAt, 'Pulled', told, { container: 'app' })
    .event(pulledAt + 100, 'Created', 'Container created', { container: 'app' })
    .event(pulledAt + 200, 'Started', 'Container started', { container: 'app' })
    .ready(pulledAt + 300, [running('app', pulledAt + 200)], { startTime: '2026-03-01T12:00:00Z' })
}

/** Its image is there; it is restarted once it is ready. */
const restarted = (n: number): Story =>
  story({ uid: uidOf(n), name: 'flaky', containers: [{ name: 'app', image: 'registry.example/app-0:1' }] })
    .added(5)
    .bound(20, 'node-1')
    .event(100, 'Pulled', 'Container image "registry.example/app-0:1" already present on machine', { container: 'app' })
    .ready(90_000, [running('app', 89_000, { restartCount: 2 })])

const stuck = (n: number): Story =>
  story({ uid: uidOf(n), name: 'stuck' })
    .added(5)
    .bound(20, 'node-2')
    .event(300, 'Failed', 'Failed to pull image "registry/app:1": not found', { container: 'app', type: 'Warning' })
    .status(400, { containerStatuses: [waiting('app', 'ImagePullBackOff', { message: 'Back-off' })] })

/** Its Events are gone. */
const old = (n: number): Story =>
  story({
    uid: uidOf(n),
    name: 'db-0',
    metadata: owner('StatefulSet', 'db'),
    containers: [{ name: 'db', image: 'postgres:17' }],
  })
    .added(5)
    .bound(20, 'node-1')
    .ready(9_000, [running('db', 8_000)], {
      startTime: '2026-03-01T12:00:00Z',
      conditions: [condition('PodScheduled', 'True', 20), condition('Ready', 'True', 9_000)],
    })

const IMAGES = 12

/** Two nodes and `node-3`, which is 3 times slower, pull the same images; and some pods that nothing can be said of. */
export function reportedPods(): readonly Story[] {
  const { normal } = chance(3)
  const web = ['node-1', 'node-2', 'node-3'].flatMap((node, i) =>
    Array.from({ length: IMAGES }, (_, image) => {
      const usual = 800 * (1 + (image % 4)) * (node === 'node-3' ? 3 : 1)
      const transfer = Math.round(usual * Math.exp(0.2 * normal()))
      const size = 4e7 * (1 + (image % 4))
      return pulling(i * IMAGES + image + 1, 'web', { image: `registry.example/app-${image}:1`, node, transfer, size })
    }),
  )
  const again = { image: 'registry.example/app-0:1', node: 'node-1', transfer: 30 }
  const alone = { image: 'quay.io/tools/alone:2', node: 'node-2', transfer: 900, wait: 400 }
  return [...web, pulling(90, 'again', again), pulling(91, 'alone', alone), restarted(92), stuck(93), old(94)]
}

/** What a list shows of them: each object as it came last. */
export function putAll(server: ApiServer, pods: readonly Story[]): void {
  for (const { object, watch } of pods.flatMap(({ items }) => items)) server[watch].put(object)
}
