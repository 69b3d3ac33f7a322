import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package that production needs, as package-lock.json has it. */
export interface Package {
  /** Where it is below the repository, for example `node_modules/a/node_modules/b`. */
  readonly path: string
  readonly name: string
  readonly version: string
  /** SPDX; empty where the lock has none. */
  readonly licence: string
  /** It may be missing. */
  readonly optional: boolean
  /** What it was checked against when it was installed: an algorithm and a digest in base64, as in `sha512-…`. */
  readonly integrity: string
  /** Paths of the packages that it uses. */
  readonly uses: readonly string[]
}

interface Entry {
  readonly name?: string
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly integrity?: string
  readonly dependencies?: Names
  readonly optionalDependencies?: Names
  readonly peerDependencies?: Names
}

type Names = Readonly<Record<string, string>>

export interface Lock {
  readonly packages: Readonly<Record<string, Entry>>
}

export const readLock = (root: string): Lock =>
  JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock

/** What `npm ci --omit=dev` would install, sorted by path. */
export const productionPackages = ({ packages }: Lock): readonly Package[] =>
  Object.entries(packages)
    .filter(([path, { dev = false }]) => path !== '' && !dev)
    .map(([path, entry]) => ({
      path,
      name: entry.name ?? path.slice(path.lastIndexOf(FOLDER) + FOLDER.length),
      version: entry.version ?? '',
      licence: entry.license ?? '',
      optional: entry.optional ?? false,
      integrity: entry.integrity ?? '',
      uses: used(path, entry, packages),
    }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))

const FOLDER = 'node_modules/'

/** Where Node finds what the package at a path names: the nearest folder upwards that has it. */
export function used(path: string, entry: Entry, packages: Lock['packages']): readonly string[] {
  const names = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies })
  const above = [path, ...outwards(path)].map((folder) => (folder === '' ? '' : `${folder}/`))
  return names
    .flatMap((name) => above.map((folder) => `${folder}${FOLDER}${name}`).find((place) => place in packages) ?? [])
    .toSorted()
}

/** `a/node_modules/b` is in `a`, and everything is in the repository. */
function outwards(path: string): readonly string[] {
  const at = path.lastIndexOf(`/${FOLDER}`)
  if (path === '') return []
  return at < 0 ? [''] : [path.slice(0, at), ...outwards(path.slice(0, at))]
}
