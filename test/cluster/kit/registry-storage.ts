import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sha256, type Layer } from './image-layers.ts'

/**
 * Writes an image to the folder that a registry serves, as the registry itself would have (its layout is told in
 * distribution's registry/storage/paths.go): no registry has to run for it.
 */
export function storeImage(storage: string, image: string, layers: readonly Layer[], command: readonly string[]): void {
  const [repository = '', tag = ''] = image.split(':')
  const root = join(storage, 'docker/registry/v2')
  const put = (path: string, content: Buffer | string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const link = (folder: string, digest: string): void => {
    put(join('repositories', repository, folder, 'link'), digest)
  }
  const blob = (content: Buffer): { readonly digest: string; readonly size: number } => {
    const digest = sha256(content)
    const hex = digest.slice('sha256:'.length)
    put(`blobs/sha256/${hex.slice(0, 2)}/${hex}/data`, content)
    return { digest, size: content.length }
  }
  const part = (mediaType: string, content: Buffer): object => {
    const { digest, size } = blob(content)
    link(`_layers/${digest.replace(':', '/')}`, digest)
    return { mediaType: `application/vnd.oci.image.${mediaType}`, digest, size }
  }
  const config = {
    architecture: goArchitecture(process.arch),
    os: 'linux',
    config: { Cmd: command, Env: ['PATH=/bin'] },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
  }
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: part('config.v1+json', Buffer.from(JSON.stringify(config))),
    layers: layers.map(({ gzip }) => part('layer.v1.tar+gzip', gzip)),
  }
  const { digest } = blob(Buffer.from(JSON.stringify(manifest)))
  const path = digest.replace(':', '/')
  for (const folder of [`revisions/${path}`, `tags/${tag}/current`, `tags/${tag}/index/${path}`]) {
    link(`_manifests/${folder}`, digest)
  }
}

const goArchitecture = (arch: string): string => (arch === 'x64' ? 'amd64' : arch)
