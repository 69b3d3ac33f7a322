import { createConnection, type Connection } from '../kube/connection.ts'
import { loadCredentials } from '../kube/credentials.ts'
import { messageOf } from '../observe/clip.ts'
import type { Settings } from './settings/settings.ts'

/** Nothing is asked of the server yet: whether it is there shows later. */
export function connectTo(
  { kubeconfig, kubeContext: context }: Settings,
  version: string,
): Connection | { readonly problem: string } {
  const access = { ...(kubeconfig !== undefined && { kubeconfig }), ...(context !== undefined && { context }) }
  try {
    return createConnection(loadCredentials(access), `podstart/${version}`)
  } catch (error) {
    return { problem: messageOf(error) }
  }
}
