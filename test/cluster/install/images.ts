import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { layerOf } from '../../../image/layer.ts'
import { put } from '../../../image/files.ts'
import { placesFor } from '../kit/places.ts'
import { REGISTRY, storageOf } from '../kit/registry.ts'
import { storeImage } from '../kit/registry-storage.ts'

const NAME = 'jaeger:test'

/** Jaeger's own image cannot be pulled here: this has the program that the cluster's Jaeger is. @returns its name as pods have it */
export function publishJaeger(): string {
  const places = placesFor()
  const layer = layerOf((root) => put(join(root, 'jaeger'), readFileSync(places.jaeger), 0o755))
  storeImage(storageOf(places), NAME, { config: { Entrypoint: ['/jaeger'] }, layers: [layer] })
  return `${REGISTRY}/${NAME}`
}
