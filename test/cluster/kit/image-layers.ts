import { createCipheriv, createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { constants, gzipSync } from 'node:zlib'
import { spawnSync } from 'node:child_process'
import type { ImageRecipe, Noise } from './image-table.ts'
import { CLEAN_ENV, runNow } from './run.ts'

/** A layer as it is pulled, and the digest of what it unpacks to. */
export interface Layer {
  readonly gzip: Buffer
  readonly diffId: string
}

export const sha256 = (data: Buffer | string): string => `sha256:${createHash('sha256').update(data).digest('hex')}`

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

function layerOf(fill: (root: string) => void): Layer {
  const root = mkdtempSync(join(tmpdir(), 'podstart-layer-'))
  try {
    fill(root)
    const normal = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=a+rX,u+w']
    const { stdout, stderr, status } = spawnSync('tar', [...normal, '-C', root, '-cf', '-', '.'], {
      env: CLEAN_ENV,
      maxBuffer: 2 ** 30,
    })
    if (status !== 0) throw new Error(`tar: ${stderr.toString()}`)
    return { gzip: gzipSync(stdout, { level: constants.Z_BEST_SPEED }), diffId: sha256(stdout) }
  } finally {
    rmSync(root, { recursive: true })
  }
}
