import type { ImageSpec } from '../../../src/simcluster/world.ts'

/** The images of the recordings: each is a base that all of its kind share, and what makes it big. */
const image = (name: string, base: string, bytes: number, noise: number): ImageSpec => ({
  reference: `127.0.0.1:5000/${name}`,
  layers: [{ name: base, bytes }, ...(noise > 0 ? [{ name: `${name} noise`, bytes: noise }] : [])],
})

const BUSYBOX = 1_085_162

export const BUSYBOX_IMAGE = '127.0.0.1:5000/busybox:1'

export const LATE_IMAGE = '127.0.0.1:5000/late:1795362254175'

export const IMAGES: readonly ImageSpec[] = [
  image('busybox:1', 'busybox', BUSYBOX, 0),
  image('app:5m', 'busybox', BUSYBOX, 5_002_261),
  image('web:20m', 'busybox', BUSYBOX, 20_003_336),
  image('app:60m', 'busybox', BUSYBOX, 60_010_013),
  image('big:300m', 'busybox', BUSYBOX, 300_056_798),
  { ...image('late:1795362254175', 'busybox', BUSYBOX, 0), missing: true },
]
