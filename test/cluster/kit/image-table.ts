/** What an image is made of: `base` files first, then layers of incompressible bytes. */
export interface ImageRecipe {
  readonly base: 'pause' | 'busybox'
  /** Layers of the same name and size are the same layer, in every image. */
  readonly noise?: readonly Noise[]
}

export interface Noise {
  readonly name: string
  readonly megabytes: number
}

/** Cut into layers of 20 MB, as big images are. */
const noise = (image: string, megabytes: number): readonly Noise[] =>
  Array.from({ length: Math.ceil(megabytes / 20) }, (_, i) => ({
    name: `${image}-${String(i)}`,
    megabytes: Math.min(20, megabytes - 20 * i),
  }))

const SHARED: Noise = { name: 'layered', megabytes: 40 }

/** For comparisons: a third of them on a layer that they share, which is there from the second of them on. */
export const FLEET = Array.from({ length: 48 }, (_, i) => `fleet-${String(i + 1).padStart(2, '0')}`)
const FLEET_LAYER: Noise = { name: 'fleet', megabytes: 6 }
const fleet = (name: string, i: number): readonly [string, ImageRecipe] => [
  `${name}:1`,
  { base: 'busybox', noise: [...(i % 3 === 0 ? [FLEET_LAYER] : []), ...noise(name, 4)] },
]

/** All images of the registry. Apart from the `layered` ones and the fleet no two have a layer in common: each is cold by itself. */
export const IMAGES: Readonly<Record<string, ImageRecipe>> = {
  'pause:1': { base: 'pause' },
  'busybox:1': { base: 'busybox' },
  'app:5m': { base: 'busybox', noise: noise('app:5m', 5) },
  'web:20m': { base: 'busybox', noise: noise('web:20m', 20) },
  'app:60m': { base: 'busybox', noise: noise('app:60m', 60) },
  'big:300m': { base: 'busybox', noise: noise('big:300m', 300) },
  'layered:a': { base: 'busybox', noise: [SHARED, ...noise('layered:a', 5)] },
  'layered:b': { base: 'busybox', noise: [SHARED, ...noise('layered:b', 5)] },
  ...Object.fromEntries(FLEET.map(fleet)),
}
