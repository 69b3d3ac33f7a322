import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './app.ts'
import { podstartImage, type Image } from './oci.ts'

/** package.json's version. */
export const versionOf = (root = ROOT): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }).version

/** podstart's image of the sources as they are now, whatever is in `dist`. */
export function buildImage(): Image {
  const dist = mkdtempSync(join(tmpdir(), 'podstart-dist-'))
  try {
    compile(dist)
    return podstartImage(dist, versionOf())
  } finally {
    rmSync(dist, { recursive: true })
  }
}

function compile(dist: string): void {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', dist], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`tsc: ${stdout.trim()}`)
}
