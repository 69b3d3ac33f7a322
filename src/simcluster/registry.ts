import { normalised } from './node/images.ts'
import type { ImageSpec } from './world.ts'

/** All registries of a simulated cluster: what they have changes while it runs. */
export interface Registry {
  find(reference: string): ImageSpec | undefined
  publish(reference: string): void
  withdraw(reference: string): void
}

export function createRegistry(images: readonly ImageSpec[]): Registry {
  const known = new Map(images.map((image) => [normalised(image.reference), image]))
  const missing = new Set(images.filter((one) => one.missing).map(({ reference }) => normalised(reference)))
  return {
    find: (reference) => (missing.has(normalised(reference)) ? undefined : known.get(normalised(reference))),
    publish: (reference) => void missing.delete(normalised(reference)),
    withdraw: (reference) => void missing.add(normalised(reference)),
  }
}
