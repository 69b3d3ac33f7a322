import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constants, gzipSync } from 'node:zlib'

/** A layer as it is pulled, and the digest of what it unpacks to. */
export interface Layer {
  readonly gzip: Buffer
  readonly diffId: string
}

export const sha256 = (data: Buffer | string): string => `sha256:${createHash('sha256').update(data).digest('hex')}`

/** So that the same files are the same bytes; nothing may be written by others than root, who owns all of it. */
const NORMAL = [
  '--sort=name',
  '--mtime=@0',
  '--owner=0',
  '--group=0',
  '--numeric-owner',
  '--mode=u=rwX,go=rX',
  '--format=gnu',
]

/** A layer of what `fill` puts into an empty folder. */
export function layerOf(fill: (root: string) => void, level: number = constants.Z_BEST_SPEED): Layer {
  const root = mkdtempSync(join(tmpdir(), 'podstart-layer-'))
  try {
    fill(root)
    const { stdout, stderr, status, error } = spawnSync('tar', [...NORMAL, '-C', root, '-cf', '-', '.'], {
      env: { PATH: process.env['PATH'], LANG: 'C.UTF-8' },
      maxBuffer: 2 ** 30,
    })
    if (error) throw error
    if (status !== 0) throw new Error(`tar: ${stderr.toString()}`)
    return { gzip: gzipSync(stdout, { level }), diffId: sha256(stdout) }
  } finally {
    rmSync(root, { recursive: true })
  }
}
