/** node image/app.ts OUT: what /app holds in every image; the Dockerfile runs it, and so does build.ts. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { FILES, kept, SBOM } from './content.ts'
import { copy, filesBelow, put, settle } from './files.ts'
import { productionPackages, readLock } from './packages.ts'
import { appSbom, printed } from './sbom.ts'

export const ROOT = join(import.meta.dirname, '..')

/**
 * Makes /app in an empty folder: the same bytes, modes and times for the same sources and packages.
 *
 * @throws if a package is not installed.
 */
export function writeApp(out: string, dist: string, root = ROOT): void {
  mkdirSync(out, { recursive: true })
  for (const path of FILES) copy(join(root, path), join(out, path))
  for (const path of filesBelow(dist)) copy(join(dist, path), join(out, 'dist', path))
  const lock = readLock(root)
  for (const { path, optional } of productionPackages(lock)) {
    const from = join(root, path)
    if (optional && !existsSync(from)) continue
    // Packages inside of it are in the lock themselves.
    for (const file of kept(filesBelow(from, ['node_modules']))) copy(join(from, file), join(out, path, file))
  }
  put(join(out, SBOM), printed(appSbom(lock)))
  settle(out)
}

if (import.meta.main) {
  const [out] = process.argv.slice(2)
  if (out === undefined) throw new Error('node image/app.ts OUT')
  writeApp(out, join(ROOT, 'dist'))
}
