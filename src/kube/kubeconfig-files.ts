import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { parse } from 'yaml'
import { messageOf } from '../observe/clip.ts'
import { isFields } from '../observe/json.ts'

export interface KubeconfigFile {
  readonly path: string
  readonly content: unknown
}

/**
 * The files that a kubeconfig is made of, as client-node finds them; none in a pod.
 *
 * @param kubeconfig the one that is asked for; without it, those that KUBECONFIG or the home folder name
 */
export function kubeconfigFiles(kubeconfig: string | undefined): readonly string[] {
  if (kubeconfig !== undefined) return [kubeconfig]
  const named = (process.env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '')
  if (named.length > 0) return named
  const own = join(homedir(), '.kube/config')
  return existsSync(own) ? [own] : []
}

/** @throws Error that names the file, which client-node's own do not always do */
export function readKubeconfig(path: string): KubeconfigFile {
  let content: unknown
  try {
    // Pretty errors show the lines around a mistake, and with them a token.
    content = parse(readFileSync(path, 'utf8'), { prettyErrors: false })
  } catch (error) {
    throw new Error(`the kubeconfig ${path} cannot be read: ${messageOf(error)}`)
  }
  if (!isFields(content)) throw new Error(`the kubeconfig ${path} cannot be read: it is empty, or no kubeconfig`)
  return { path, content }
}
