import type { Connection } from '../kube/connection.ts'
import type { PatientSettings } from '../kube/patient-list.ts'
import { listPods, snapshot, type Snapshot } from '../kube/snapshot.ts'
import { text } from '../observe/json.ts'
import type { PodUid } from '../observe/observation.ts'
import { notFound, type AskedFor } from './pod-name.ts'

export type FoundPod =
  | { readonly is: 'found'; readonly uid: PodUid; readonly snapshot: Snapshot }
  | { readonly is: 'none'; readonly problem: string }

/** A pod by its name, with its Events; else a sentence why not, and which may have been meant. */
export async function findPod(
  asked: AskedFor,
  namespace: string,
  connection: Connection,
  settings: PatientSettings,
  signal: AbortSignal,
): Promise<FoundPod> {
  const names = async (scope: Parameters<typeof listPods>[1], ...path: readonly string[]) => {
    const pods = await listPods(connection, scope, settings, signal)
    return 'problem' in pods ? [] : pods.map((pod) => text(pod, ...path) ?? '').filter((one) => one !== '')
  }
  if (asked.isPod) {
    const taken = await snapshot(connection, { namespace, pod: asked.name }, settings, signal)
    if ('problem' in taken) return { is: 'none', problem: taken.problem }
    const uid = text(taken.pods[0]?.object, 'metadata', 'uid')
    if (uid !== undefined) return { is: 'found', uid: uid as PodUid, snapshot: taken }
  }
  const [here, elsewhere] = await Promise.all([
    names({ namespace }, 'metadata', 'name'),
    // Who may not list the whole cluster is not told.
    asked.isPod ? names({ pod: asked.name }, 'metadata', 'namespace') : [],
  ])
  return { is: 'none', problem: notFound(asked, namespace, here, elsewhere) }
}
