import { minus, nanos, type Nanos } from '../../observe/nanos.ts'
import type { Luck } from '../chance.ts'
import type { Clock } from '../clock.ts'
import { latency } from '../latencies.ts'
import { sleep, type Steps } from '../steps.ts'
import type { Registry } from '../registry.ts'
import type { ImageSpec, NodeSpec, World } from '../world.ts'
import { imageOf, normalised, type Image } from './images.ts'
import type { Answer } from './runtime.ts'

/** The images of one node, and how it gets them. */
export interface ImageStore {
  find(reference: string): Image | undefined
  /** Fetches the layers that are not there; without the wait for other pulls. */
  pull(reference: string, luck: Luck): Steps<Answer<Image>>
}

export interface ImageStoreParts {
  readonly node: NodeSpec
  readonly world: World
  readonly clock: Clock
  readonly registry: Registry
}

/** Deviation of a download's speed, as a logarithm. */
const UNSTEADY = 0.12
/** Bytes in a second that are unpacked while others still come: what is left for the end. */
const UNPACKED = 1_500_000_000

export function createImageStore({ node, world, clock, registry }: ImageStoreParts): ImageStore {
  const images = new Map<string, Image>()
  const layers = new Set<string>()
  const { slowness = 1, bandwidth = world.bandwidth } = node
  const keep = (spec: ImageSpec): Image => {
    const own = imageOf(spec)
    // containerd tells of an image by the first name that it had there.
    const image = [...images.values()].find((one) => digestOf(one) === digestOf(own)) ?? own
    images.set(own.reference, image)
    for (const { name } of spec.layers) layers.add(name)
    return image
  }
  for (const reference of node.images ?? []) {
    const spec = world.images.find((one) => normalised(one.reference) === normalised(reference))
    if (spec !== undefined) keep(spec)
  }
  return {
    find: (reference) => images.get(normalised(reference)),
    *pull(reference, luck) {
      yield* sleep(clock, latency(luck, 'resolve', 0, slowness))
      const spec = registry.find(reference)
      const name = normalised(reference)
      if (spec === undefined) return { ok: false, message: notFound(name) }
      const known = images.get(name)
      if (known !== undefined && digestOf(known) === digestOf(imageOf(spec))) return { ok: true, value: keep(spec) }
      yield* sleep(clock, latency(luck, 'manifest', 0, slowness))
      const absent = spec.layers.filter((layer) => !layers.has(layer.name))
      const bytes = absent.reduce((sum, layer) => sum + layer.bytes, 0)
      const seconds = bytes / luck.logNormal(bandwidth, UNSTEADY) + (bytes / UNPACKED) * slowness
      yield* sleep(clock, nanos(BigInt(Math.round(seconds * 1e9))))
      yield* sleep(clock, nanos(latency(luck, 'unpackLayer', 0, slowness) * BigInt(absent.length)))
      return { ok: true, value: keep(spec) }
    },
  }
}

const digestOf = ({ id }: Image): string => id.slice(id.indexOf('@'))

/** Source: containerd 2.2, in the recordings. */
const notFound = (name: string): string =>
  `rpc error: code = NotFound desc = failed to pull and unpack image "${name}": failed to resolve image: ${name}: not found`

export const since = (clock: Clock, from: Nanos): Nanos => minus(clock.now(), from)
