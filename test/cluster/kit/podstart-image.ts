import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from '../../../image/app.ts'
import { FILES } from '../../../image/content.ts'
import { filesBelow } from '../../../image/files.ts'
import type { Places } from './places.ts'
import { REGISTRY, storageOf } from './registry.ts'
import { storeLayout } from './registry-storage.ts'
import { run } from './run.ts'

/** What the image is made of. The installed packages are what the lock says. */
const SOURCES = ['src', 'image', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', ...FILES]

/**
 * Puts podstart's image into the running cluster's registry, built of the sources as they are unless that was done
 * before (about 20 s); answers with its name as pods have it. A tag that is there already is moved.
 */
export async function publishPodstart(places: Places, tag: string): Promise<string> {
  const name = `podstart:${tag}`
  storeLayout(storageOf(places), name, await built(places))
  return `${REGISTRY}/${name}`
}

/** The OCI layout of the sources as they are. */
async function built({ podstart }: Places): Promise<string> {
  const folder = join(podstart, contentKey())
  if (existsSync(folder)) return folder
  // Those of other sources are of no more use, and a registry has copies.
  rmSync(podstart, { recursive: true, force: true })
  const partial = `${folder}.partial`
  mkdirSync(dirname(partial), { recursive: true })
  await run([process.execPath, join(ROOT, 'image/build.ts'), partial])
  renameSync(partial, folder)
  return folder
}

function contentKey(): string {
  const hash = createHash('sha256').update(process.version)
  const paths = SOURCES.flatMap((path) =>
    statSync(join(ROOT, path)).isDirectory() ? filesBelow(join(ROOT, path)).map((file) => join(path, file)) : [path],
  )
  for (const path of paths) hash.update(`\0${path}\0`).update(readFileSync(join(ROOT, path)))
  return hash.digest('hex').slice(0, 32)
}
