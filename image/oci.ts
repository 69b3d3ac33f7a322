import { constants } from 'node:zlib'
import { join } from 'node:path'
import { writeApp } from './app.ts'
import { writeBase } from './base.ts'
import { CONFIG, labels } from './config.ts'
import { layerOf, sha256, type Layer } from './layer.ts'
import { put } from './files.ts'

/** An image: what a runtime is told of it, and its layers, the lowest first. */
export interface Image {
  readonly config: Readonly<Record<string, unknown>>
  readonly layers: readonly Layer[]
}

export interface Blob {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** podstart's image, of what `tsc` made in `dist`: a base as small as it gets, and /app. */
export function podstartImage(dist: string, version: string): Image {
  const level = constants.Z_DEFAULT_COMPRESSION
  const { User, Env, Entrypoint, WorkingDir } = CONFIG
  return {
    config: {
      User,
      Env: Object.entries({ PATH, ...Env }).map((pair) => pair.join('=')),
      Entrypoint,
      WorkingDir,
      Labels: labels(version),
    },
    layers: [layerOf(writeBase, level), layerOf((root) => writeApp(join(root, 'app'), dist), level)],
  }
}

/** Hands an image's blobs over, each once, and answers with the manifest's. */
export function writeBlobs({ config, layers }: Image, write: (digest: string, content: Buffer) => void): Blob {
  const blob = (mediaType: string, content: Buffer): Blob => {
    const digest = sha256(content)
    write(digest, content)
    return { mediaType: `application/vnd.oci.image.${mediaType}`, digest, size: content.length }
  }
  const whole = {
    created: new Date(0).toISOString(),
    architecture: goArchitecture(process.arch),
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
  }
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: blob('config.v1+json', Buffer.from(JSON.stringify(whole))),
    layers: layers.map(({ gzip }) => blob('layer.v1.tar+gzip', gzip)),
  }
  return blob('manifest.v1+json', Buffer.from(JSON.stringify(manifest)))
}

const goArchitecture = (arch: string): string => (arch === 'x64' ? 'amd64' : arch)

/** Writes an OCI image layout: a folder that skopeo, podman and others take. Answers with the manifest's digest. */
export function writeLayout(folder: string, image: Image, tag: string): string {
  const manifest = writeBlobs(image, (digest, content) => {
    put(join(folder, 'blobs', digest.replace(':', '/')), content)
  })
  const annotations = { 'org.opencontainers.image.ref.name': tag }
  put(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
  put(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }))
  return manifest.digest
}
