import { examine } from '../../../src/certs/inventory.ts'
import type { Files } from '../../../src/certs/files.ts'
import { certificatesIn } from '../../../src/certs/pem.ts'

/** Of a configuration with two webhooks. */
interface Configuration {
  version: number
  bundles: [string, string]
  /** Since when both webhooks have carried an authority without a break. */
  readonly carriedSince: Map<string, number>
}

export type CarriedSince = ReadonlyMap<string, number>

/** A Secret and webhook configurations, without a network; and whatever is wrong with what is done to them. */
export interface World {
  now: number
  files: Files
  /** Of the files; all versions are of one row, as the API server's. */
  filesVersion: number
  version: number
  readonly configurations: Map<string, Configuration>
  /** What may still be served, by its authority, and until when: who has loaded it goes on with it for a while. */
  readonly served: Map<string, number>
  /** How often the serving certificate was replaced, by how. */
  readonly replaced: { settled: number; broken: number }
  readonly violations: string[]
}

export const createWorld = (now: number, names: readonly string[]): World => {
  const world: World = {
    now,
    files: {},
    filesVersion: 1,
    version: 1,
    configurations: new Map(),
    served: new Map(),
    replaced: { settled: 0, broken: 0 },
    violations: [],
  }
  for (const name of names) putConfiguration(world, name)
  return world
}

/** As `kubectl apply` of a manifest: nobody is trusted. */
export function putConfiguration(world: World, name: string): void {
  world.version += 1
  world.configurations.set(name, { version: world.version, bundles: ['', ''], carriedSince: new Map() })
}

const fingerprintsIn = (bundle: string): readonly string[] =>
  certificatesIn(bundle).all.map(({ fingerprint256 }) => fingerprint256)

/** Anybody: both webhooks, or only the second. */
export function overwrite(world: World, name: string, bundle: string, which: 'both' | 'second' = 'both'): void {
  const configuration = world.configurations.get(name)
  if (configuration === undefined) return
  world.version += 1
  configuration.version = world.version
  configuration.bundles = [which === 'both' ? bundle : configuration.bundles[0], bundle]
  const [first, second] = configuration.bundles.map(fingerprintsIn)
  const carried = (first ?? []).filter((one) => second?.includes(one))
  for (const one of configuration.carriedSince.keys()) {
    if (!carried.includes(one)) configuration.carriedSince.delete(one)
  }
  for (const one of carried) {
    if (!configuration.carriedSince.has(one)) configuration.carriedSince.set(one, world.now)
  }
}

/** A replica writes a bundle: nobody loses trust in what may be served. */
export function trust(world: World, name: string, bundle: string): void {
  const before = world.configurations.get(name)?.carriedSince
  const after = fingerprintsIn(bundle)
  for (const [issuer, end] of world.served) {
    if (end > world.now && before?.has(issuer) === true && !after.includes(issuer)) {
      world.violations.push(`${name} no longer trusts what may be served`)
    }
  }
  overwrite(world, name, bundle)
}

/** A replica writes the files. @param seen what each configuration carried when the replica looked last */
export function keepFiles(world: World, files: Files, seen: ReadonlyMap<string, CarriedSince>, settle: number): void {
  const before = examine(world.files, world.now).serving
  const isNew = files['tls.crt'] !== world.files['tls.crt']
  world.files = files
  world.version += 1
  world.filesVersion = world.version
  const after = examine(files, world.now).serving
  if (before.is === 'good' && after.is !== 'good')
    world.violations.push(`what was good is ${JSON.stringify(after)} now`)
  if (!isNew || after.is !== 'good') return
  if (before.is !== 'good') {
    world.replaced.broken += 1
    world.served.clear()
    world.served.set(after.issuer, after.notAfter)
    return
  }
  world.served.set(after.issuer, after.notAfter)
  world.replaced.settled += 1
  for (const name of world.configurations.keys()) {
    const since = seen.get(name)?.get(after.issuer)
    if (since === undefined) world.violations.push(`${name} did not trust what is served now`)
    else if (since > world.now - settle) world.violations.push(`${name} trusted it for ${world.now - since} ms only`)
  }
}

/** Anybody breaks the files. */
export function corrupt(world: World, files: Files): void {
  if (files['ca.crt'] !== world.files['ca.crt']) world.served.clear()
  world.files = files
  world.version += 1
  world.filesVersion = world.version
}
