import { dirname, resolve } from 'node:path'
import type { KubeConfig } from '@kubernetes/client-node'
import { at, list, text } from '../observe/json.ts'
import type { KubeconfigFile } from './kubeconfig-files.ts'

/**
 * Gives users their `tokenFile`, which client-node 2.0 does not read from a kubeconfig: it knows it only as the service
 * account's, which is read anew every minute.
 */
export function addTokenFiles(config: KubeConfig, files: readonly KubeconfigFile[]): void {
  const tokenFiles = new Map(files.flatMap(tokenFilesIn))
  config.users = config.users.map((user) => {
    const tokenFile = tokenFiles.get(user.name)
    const others: readonly unknown[] = [user.token, user.exec, user.authProvider]
    const hasOther = others.some((one) => one !== undefined && one !== null)
    if (tokenFile === undefined || hasOther) return user
    return { ...user, authProvider: { name: 'tokenFile', config: { tokenFile } } }
  })
}

const tokenFilesIn = ({ path, content }: KubeconfigFile): readonly (readonly [user: string, tokenFile: string])[] =>
  list(content, 'users').flatMap((user) => {
    const name = text(user, 'name')
    const tokenFile = text(at(user, 'user'), 'tokenFile')
    return name === undefined || tokenFile === undefined ? [] : [[name, resolve(dirname(path), tokenFile)] as const]
  })
