import { productionPackages, used, type Lock, type Package } from './packages.ts'

/** CycloneDX 1.5, as much of it as is used here. */
export interface Sbom {
  readonly bomFormat: 'CycloneDX'
  readonly specVersion: '1.5'
  readonly version: 1
  readonly metadata: { readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies?: readonly Uses[]
}

export interface Component {
  readonly 'bom-ref': string
  readonly type: 'application' | 'library' | 'operating-system' | 'platform'
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly licenses?: readonly { readonly license: { readonly id: string } }[]
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[]
}

interface Uses {
  readonly ref: string
  readonly dependsOn: readonly string[]
}

/** A component known by its package URL. */
export const componentOf = (type: Component['type'], name: string, version: string, purl: string): Component => ({
  'bom-ref': purl,
  type,
  name,
  version,
  purl,
})

export const sbomOf = (about: Component, components: readonly Component[], dependencies?: readonly Uses[]): Sbom => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: about },
  components,
  ...(dependencies && { dependencies }),
})

/** @param version of Node, as `process.version` has it */
export const node = (version: string): Component => {
  const plain = version.replace(/^v/, '')
  return componentOf('platform', 'node', plain, `pkg:generic/node@${plain}`)
}

/** Everything in /app that is not podstart's own, from package-lock.json, and the Node that runs it. */
export function appSbom(lock: Lock, nodeVersion = process.version): Sbom {
  const packages = productionPackages(lock)
  const root = lock.packages['']
  const purls = new Map(packages.map((one) => [one.path, purlOf(one.name, one.version)]))
  const refs = (paths: readonly string[]): readonly string[] =>
    [...new Set(paths.flatMap((path) => purls.get(path) ?? []))].toSorted()
  const about = library({
    name: root?.name ?? '',
    version: root?.version ?? '',
    licence: root?.license ?? '',
    integrity: '',
  })
  // One of the same version in several places is one component that uses what any of them does.
  const all = [...Map.groupBy(packages, ({ name, version }) => purlOf(name, version))]
  const components = all.flatMap(([, [first]]) => (first ? [library(first)] : []))
  const own = { ref: about.purl, dependsOn: refs(root ? used('', root, lock.packages) : []) }
  const theirs = all.map(([ref, same]) => ({ ref, dependsOn: refs(same.flatMap(({ uses }) => uses)) }))
  return sbomOf({ ...about, type: 'application' }, [...components, node(nodeVersion)], [own, ...theirs])
}

const purlOf = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`

function library({
  name,
  version,
  licence,
  integrity,
}: Pick<Package, 'name' | 'version' | 'licence' | 'integrity'>): Component {
  const [algorithm = '', digest = ''] = integrity.split(/-(.*)/s)
  const content = Buffer.from(digest, 'base64').toString('hex')
  return {
    ...componentOf('library', name, version, purlOf(name, version)),
    ...(licence === '' ? {} : { licenses: [{ license: { id: licence } }] }),
    ...(content === '' ? {} : { hashes: [{ alg: algorithm.toUpperCase().replace('SHA', 'SHA-'), content }] }),
  }
}

export const printed = (sbom: Sbom): string => `${JSON.stringify(sbom, null, 1)}\n`
