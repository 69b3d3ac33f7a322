import { createConnection, type Connection } from '../kube/connection.ts'
import { loadCredentials, loadKubeConfig, type ClusterAccess } from '../kube/credentials.ts'
import { open, readJson } from '../kube/body.ts'
import type { IncomingSettings } from '../kube/incoming.ts'
import { createWallClock } from '../kube/wall-clock.ts'
import { list, text } from '../observe/json.ts'
import type { NameKind } from './completion-place.ts'

/** Nobody waits longer for a word. */
const PATIENCE_MS = 2_000
/** More than a person reads. */
const MOST = 500

/** Names of the cluster, as far as they come in time; none where anything is wrong. Never rejects. */
export async function namesOf(
  kind: NameKind,
  words: readonly string[],
  patience = PATIENCE_MS,
): Promise<readonly string[]> {
  const access = accessIn(words)
  try {
    if (kind === 'contexts')
      return loadKubeConfig(access)
        .getContexts()
        .map(({ name }) => name)
    const connection = createConnection(loadCredentials(access), 'podstart-completion')
    try {
      return await ask(connection, kind === 'pods' ? podsPath(connection, words) : '/api/v1/namespaces', patience)
    } finally {
      connection.close()
    }
  } catch {
    return []
  }
}

function accessIn(words: readonly string[]): ClusterAccess {
  const kubeconfig = valueOf(words, '--kubeconfig')
  const context = valueOf(words, '--context', '--kube-context')
  return { ...(kubeconfig !== undefined && { kubeconfig }), ...(context !== undefined && { context }) }
}

function podsPath({ namespace }: Connection, words: readonly string[]): string {
  return `/api/v1/namespaces/${encodeURIComponent(valueOf(words, '-n', '--namespace') ?? namespace)}/pods`
}

async function ask(connection: Connection, path: string, patience: number): Promise<readonly string[]> {
  const settings: IncomingSettings = { now: createWallClock(), silence: patience }
  const signal = AbortSignal.timeout(patience)
  const opened = await open(connection, `${path}?limit=${MOST}`, settings, signal)
  if (opened.is === 'none') return []
  const body = await readJson(opened.answer, settings)
  return body.is === 'none' ? [] : list(body.value, 'items').flatMap((item) => text(item, 'metadata', 'name') ?? [])
}

/** What a flag has been given so far. */
function valueOf(words: readonly string[], ...flags: readonly string[]): string | undefined {
  const given = words.slice(0, -1)
  const inline = given.find((word) => flags.some((flag) => word.startsWith(`${flag}=`)))
  if (inline !== undefined) return inline.slice(inline.indexOf('=') + 1)
  const at = given.findIndex((word) => flags.includes(word))
  return at < 0 ? undefined : given[at + 1]
}
