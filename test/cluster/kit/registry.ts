import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
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

const BLOBS = 'blobs/sha256'

/** What the running cluster's registry serves. */
export const storageOf = ({ state }: Places): string => join(state, 'registry')

/**
 * Serves the images, and takes none: they are made once, for all clusters to come. What they are called is this
 * cluster's own, so that an image can come to be there while it runs.
 */
export function registry(places: Places): Component {
  const config = join(places.state, 'registry.json')
  const storage = storageOf(places)
  mkdirSync(join(storage, STORAGE), { recursive: true })
  cpSync(join(places.images, STORAGE, 'repositories'), join(storage, STORAGE, 'repositories'), { recursive: true })
  linkBlobs(join(places.images, STORAGE, BLOBS), join(storage, STORAGE, BLOBS))
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
    ready: answers(`http://${REGISTRY_FROM_OUTSIDE}/v2/`),
  }
}

/** Each by itself: those of this cluster alone come beside them. They are in folders by their first two digits. */
function linkBlobs(from: string, to: string): void {
  for (const prefix of readdirSync(from)) {
    mkdirSync(join(to, prefix), { recursive: true })
    for (const hex of readdirSync(join(from, prefix))) symlinkSync(join(from, prefix, hex), join(to, prefix, hex))
  }
}

/** From now on the registry has a repository's images by another name, too. */
export function publishAs(places: Places, repository: string, name: string): void {
  const repositories = join(storageOf(places), STORAGE, 'repositories')
  cpSync(join(repositories, repository), join(repositories, name), { recursive: true })
}
