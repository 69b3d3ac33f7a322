import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { parseImage } from '../../src/insight/image-reference.ts'
import type { PullSample } from '../../src/insight/pull-sample.ts'
import { millis, plus, seconds, type Nanos } from '../../src/observe/nanos.ts'
import { EPOCH } from './story.ts'

/** A cluster whose nodes pull images, and how unevenly they do. */
export interface PullSim {
  readonly seed: number
  readonly nodes: number
  /** So many images; each is pulled on each node with the probability `share`. */
  readonly images: number
  readonly share?: number
  /** So many times as long on the last node. */
  readonly slow?: number
  /** Of the logarithm of each pull's time. */
  readonly noise?: number
  /** One pull of twenty takes up to so many times as long. */
  readonly tail?: number
  /** Pulls of a node come in bursts, whose slowness is shared: of its logarithm. */
  readonly burst?: number
  /** One pull of so many finds most of the layers. */
  readonly partial?: number
  /** One pull of so many finds all of them: it asks the registry, and is done. */
  readonly again?: number
  /** All nodes but the last have been there for long: on them half of the images are there, of others most layers. */
  readonly warm?: boolean
}

const PER_BURST = 5

/** Random numbers under a seed: `next` from 0 to 1, `normal` around 0 with deviation 1. */
export function chance(seed: number) {
  const generator = xoroshiro128plus(seed)
  const next = (): number => uniformFloat64(generator)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return { next, normal }
}

export const nodeName = (index: number): string => `node-${index + 1}`

/** Images from 4 MB to 1.4 GB at some 60 MB/s and 0.3 s for each. */
export function simulatePulls(sim: PullSim): readonly PullSample[] {
  const { seed, nodes, images, share = 0.9, slow = 1, noise = 0.4, tail = 4, burst = 0.2 } = sim
  const { next, normal } = chance(seed)
  const isOneOf = (count: number | undefined): boolean => next() * (count ?? Infinity) < 1
  const catalogue = Array.from({ length: images }, (_, i) => ({
    image: parseImage(`registry.example/app-${i}:1`),
    size: Math.exp(Math.log(4e6) + next() * Math.log(350)),
    density: Math.exp(0.4 * normal()),
  }))
  return Array.from({ length: nodes }, (_, node) => node).flatMap((node) => {
    const factor = node === nodes - 1 ? slow : 1
    let [count, shared, at] = [0, 0, EPOCH]
    return catalogue
      .map((one) => ({ one, order: next() }))
      .sort((a, b) => a.order - b.order)
      .flatMap(({ one: { image, size, density } }): PullSample[] => {
        if (next() >= share) return []
        const isWarm = sim.warm === true && node < nodes - 1
        if (isWarm && next() < 0.5) return [{ image, node: nodeName(node), at, is: 'cached' }]
        if (count++ % PER_BURST === 0) [shared, at] = [burst * normal(), plus(at, seconds(300 * next()))]
        const late = next() < 0.05 ? 1 + next() * (tail - 1) : 1
        const moved = isOneOf(isWarm ? 2 : sim.partial) ? 0.05 : 1
        const whole = (0.3 + (moved * size * density) / 6e7) * Math.exp(shared + noise * normal()) * late * factor
        const transfer = isOneOf(sim.again) ? millis(20 + Math.round(30 * next())) : millis(Math.round(whole * 1_000))
        at = plus(at, transfer)
        const what = { image, node: nodeName(node), at, size: BigInt(Math.round(size)) }
        return [{ ...what, is: 'pulled', transfer, wait: 0n as Nanos }]
      })
  })
}
