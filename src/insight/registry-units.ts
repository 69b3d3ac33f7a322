import { mean, median } from 'simple-statistics'
import { toMillis } from '../observe/nanos.ts'
import type { Brought } from './set-aside.ts'
import type { Unit } from './stratified.ts'

/** Sizes within a factor of 4 are like: small images are slow by the byte, wherever they are from. */
const SIZE_FACTOR = Math.log(4)

/**
 * Registries have other images each, so they are compared by time for each byte: between images of like size, and only
 * on nodes that pulled such images from several of them. All pulls of an image are one value: it may be slow by itself.
 */
export function registryUnits(pulls: readonly Brought[]): readonly Unit[] {
  const sized = pulls.flatMap((pull) => {
    const { size, transfer, image, node } = pull
    if (size === undefined || size <= 0n) return []
    const bytes = Math.log(Number(size))
    const stratum = `size ${Math.floor(bytes / SIZE_FACTOR)}`
    return [{ image, stratum, place: `${node} ${stratum}`, value: Math.log(Math.max(1, toMillis(transfer))) - bytes }]
  })
  const onNodes = [...Map.groupBy(sized, ({ place }) => place).values()].flatMap((all) => {
    if (new Set(all.map(({ image }) => image.registry)).size < 2) return []
    const usual = mean(all.map(({ value }) => value))
    return all.map((one) => ({ ...one, value: one.value - usual }))
  })
  return [...Map.groupBy(onNodes, ({ image }) => image.canonical).values()].flatMap((all): Unit[] => {
    const [first] = all
    if (first === undefined) return []
    const value = median(all.map((one) => one.value))
    return [{ group: first.image.registry, stratum: first.stratum, value, burst: first.image.canonical }]
  })
}
