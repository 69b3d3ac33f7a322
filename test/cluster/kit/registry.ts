import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Component } from './components.ts'
import { CLUSTER_IP } from './network.ts'
import type { Places } from './places.ts'
import { answers } from './probes.ts'

const PORT = '5000'

/** As images are named; inside the cluster's network only. */
export const REGISTRY = `127.0.0.1:${PORT}`
/** The same from the machine. */
export const REGISTRY_FROM_OUTSIDE = `${CLUSTER_IP}:${PORT}`

const STORAGE = 'docker/registry/v2'

/**
 * Serves the images, and takes none: they are made once, for all clusters to come. What they are called is this
 * cluster's own, so that an image can come to be there while it runs.
 */
export function registry({ images, state }: Places): Component {
  const config = join(state, 'registry.json')
  const storage = join(state, 'registry')
  mkdirSync(join(storage, STORAGE), { recursive: true })
  cpSync(join(images, STORAGE, 'repositories'), join(storage, STORAGE, 'repositories'), { recursive: true })
  symlinkSync(join(images, STORAGE, 'blobs'), join(storage, STORAGE, 'blobs'))
  writeFileSync(
    config,
    JSON.stringify({
      version: 0.1,
      log: { level: 'warn' },
      storage: {
        filesystem: { rootdirectory: storage },
        maintenance: { readonly: { enabled: true }, uploadpurging: { enabled: false } },
      },
      // Every address of the namespace: loopback for the nodes, the link for the machine.
      http: { addr: `:${PORT}` },
    }),
  )
  return {
    name: 'registry',
    command: ['docker-registry', 'serve', config],
    elsewhere: true,
    ready: answers(`http://${REGISTRY_FROM_OUTSIDE}/v2/`),
  }
}

/** From now on the registry has a repository's images by another name, too. */
export function publishAs({ state }: Places, repository: string, name: string): void {
  const repositories = join(state, 'registry', STORAGE, 'repositories')
  cpSync(join(repositories, repository), join(repositories, name), { recursive: true })
}
