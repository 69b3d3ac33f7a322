import type { Cluster } from '../kit/cluster.ts'
import { createConnection } from '../../../src/kube/connection.ts'
import { loadCredentials } from '../../../src/kube/credentials.ts'
import { reflect } from '../../../src/kube/reflector.ts'
import { createWallClock } from '../../../src/kube/wall-clock.ts'
import { text } from '../../../src/observe/json.ts'

/** What a scenario works with: its own namespace of the cluster. */
export interface Scene {
  readonly cluster: Cluster
  readonly namespace: string
  apply(...objects: readonly object[]): Promise<void>
  /** As `kubectl wait --for`. */
  until(what: string, condition: string): Promise<void>
  /** Until an Event with this reason has come. */
  untilEvent(reason: string): Promise<void>
  remove(what: string): Promise<void>
}

/** What the root span of each of its pods says, as far as it does not change from run to run. */
export interface Told {
  /** The pod's name, or what it begins with where the rest is chance. */
  readonly pod: string
  readonly outcome: string
  readonly stage?: string
  /** More than one where chance decides which status the kubelet writes first. */
  readonly reason?: string | readonly string[]
  readonly service: string
  readonly count?: number
}

export interface Scenario {
  readonly name: string
  readonly told: readonly Told[]
  readonly play: (scene: Scene) => Promise<void>
}

const SECONDS = 120

export async function openScene(cluster: Cluster, namespace: string): Promise<Scene> {
  await cluster.kubectl(['create', 'namespace', namespace])
  // Without it the API server refuses pods.
  await cluster.waitFor('serviceaccount/default', 'create', { namespace, seconds: SECONDS })
  const inNamespace = (object: object) => {
    const { metadata, ...rest } = object as { readonly metadata: object }
    return { ...rest, metadata: { ...metadata, namespace } }
  }
  return {
    cluster,
    namespace,
    apply: (...objects) => cluster.apply(...objects.map(inNamespace)),
    until: (what, condition) => cluster.waitFor(what, condition, { namespace, seconds: SECONDS }),
    untilEvent: (reason) => untilEvent(cluster.kubeconfig, namespace, reason),
    async remove(what) {
      await cluster.kubectl(['delete', '--namespace', namespace, '--wait=false', what])
    },
  }
}

async function untilEvent(kubeconfig: string, namespace: string, reason: string): Promise<void> {
  const connection = createConnection(loadCredentials({ kubeconfig }), 'podstart-test')
  const found = new AbortController()
  const limit = AbortSignal.timeout(SECONDS * 1_000)
  const settings = { now: createWallClock(), silence: SECONDS * 1_000, pageSize: 500, random: Math.random }
  const listener = {
    item({ object }: { readonly object: unknown }) {
      if (text(object, 'reason') === reason) found.abort()
    },
    news: () => undefined,
  }
  const signal = AbortSignal.any([found.signal, limit])
  await reflect({ watch: 'events', namespace }, connection, settings, listener, signal)
  connection.close()
  if (!found.signal.aborted) throw new Error(`no Event ${reason} in ${namespace} within ${SECONDS} s`)
}
