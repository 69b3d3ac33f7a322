import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeBlobs, type Image } from '../../../image/oci.ts'

/** An image's blobs by their digests, and which of them is its manifest. */
interface Blobs {
  readonly manifest: string
  readonly all: ReadonlyMap<string, Buffer>
}

/**
 * Writes an image to the folder that a registry serves, as the registry itself would have (its layout is told in
 * distribution's registry/storage/paths.go): no registry has to run for it.
 */
export function storeImage(storage: string, name: string, image: Image): void {
  const all = new Map<string, Buffer>()
  const { digest } = writeBlobs(image, (blob, content) => all.set(blob, content))
  store(storage, name, { manifest: digest, all })
}

/** The same with the one image of an OCI layout. */
export function storeLayout(storage: string, name: string, layout: string): void {
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as {
    readonly manifests: readonly { readonly digest: string }[]
  }
  const folder = join(layout, 'blobs/sha256')
  const blobs = readdirSync(folder).map((hex) => [`sha256:${hex}`, readFileSync(join(folder, hex))] as const)
  store(storage, name, { manifest: index.manifests[0]?.digest ?? '', all: new Map(blobs) })
}

function store(storage: string, name: string, { manifest, all }: Blobs): void {
  const [repository = '', tag = ''] = name.split(':')
  const root = join(storage, 'docker/registry/v2')
  const put = (path: string, content: Buffer | string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const link = (folder: string, digest: string): void => {
    put(join('repositories', repository, folder, 'link'), digest)
  }
  for (const [digest, content] of all) {
    const hex = digest.slice('sha256:'.length)
    put(`blobs/sha256/${hex.slice(0, 2)}/${hex}/data`, content)
    if (digest !== manifest) link(`_layers/${digest.replace(':', '/')}`, digest)
  }
  const path = manifest.replace(':', '/')
  for (const folder of [`revisions/${path}`, `tags/${tag}/current`, `tags/${tag}/index/${path}`]) {
    link(`_manifests/${folder}`, manifest)
  }
}
