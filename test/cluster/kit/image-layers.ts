import { createCipheriv, createHash } from 'node:crypto'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { layerOf, type Layer } from '../../../image/layer.ts'
import type { ImageRecipe, Noise } from './image-table.ts'
import { runNow } from './run.ts'

/** The files the image's command is in. Another for every image: they are told by /etc/image. */
export const baseLayer = (
  image: string,
  base: ImageRecipe['base'],
  binaries: { pause: string; busybox: string },
): Layer =>
  layerOf((root) => {
    const put = (path: string, content: string): void => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), content)
    }
    put('etc/image', `${image}\n`)
    if (base === 'pause') return cpSync(binaries.pause, join(root, 'pause'))
    put('etc/passwd', 'root:x:0:0:root:/:/bin/sh\n')
    for (const folder of ['bin', 'tmp']) mkdirSync(join(root, folder))
    cpSync(binaries.busybox, join(root, 'bin/busybox'), { dereference: true })
    for (const applet of appletsOf(binaries.busybox)) symlinkSync('busybox', join(root, 'bin', applet))
  })

const appletsOf = (busybox: string): readonly string[] =>
  runNow([busybox, '--list'])
    .trim()
    .split('\n')
    .filter((applet) => applet !== 'busybox')

/** Bytes that look random but are the same everywhere, so that an image's digest is too. */
export const noiseLayer = ({ name, megabytes }: Noise): Layer =>
  layerOf((root) => {
    const key = createHash('sha256').update(name).digest().subarray(0, 16)
    const bytes = createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(megabytes * 1_000_000))
    mkdirSync(join(root, 'data'))
    writeFileSync(join(root, 'data', name), bytes)
  })
