import { join } from 'node:path'
import type { Places } from './places.ts'
import { run } from './run.ts'

/** kubectl as the cluster's administrator: what it printed, or an error with what it said. */
export type Kubectl = (args: readonly string[], stdin?: string) => Promise<string>

export const createKubectl =
  ({ kubectl, state }: Places, kubeconfig: string, signal: AbortSignal): Kubectl =>
  (args, stdin = '') =>
    run([kubectl, '--kubeconfig', kubeconfig, '--cache-dir', join(state, 'kubectl-cache'), ...args], {
      input: stdin,
      signal,
    })

/** Helm, likewise; its own files are the cluster's, and go with it. */
export const createHelm =
  ({ helm, state }: Places, kubeconfig: string, signal: AbortSignal): Kubectl =>
  (args, stdin = '') =>
    run([helm, '--kubeconfig', kubeconfig, ...args], {
      input: stdin,
      env: Object.fromEntries(['CACHE', 'CONFIG', 'DATA'].map((of) => [`HELM_${of}_HOME`, join(state, 'helm')])),
      signal,
    })

export interface WaitOptions {
  readonly namespace?: string
  readonly seconds?: number
}

/**
 * Waits for `kubectl wait --for=CONDITION` of something like `pod/a`, which need not be there yet; CONDITION is for
 * example `condition=Ready`, `jsonpath={.status.phase}=Running`, `create` or `delete`.
 */
export async function waitFor(
  kubectl: Kubectl,
  what: string,
  condition: string,
  { namespace = 'default', seconds = 60 }: WaitOptions,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  const wait = (state: string): Promise<string> => {
    const left = Math.max(1, Math.ceil((deadline - Date.now()) / 1000))
    return kubectl(['wait', what, '--namespace', namespace, `--for=${state}`, `--timeout=${String(left)}s`])
  }
  if (condition !== 'delete') await wait('create')
  if (condition !== 'create') await wait(condition)
}
