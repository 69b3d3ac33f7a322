import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { parse } from 'yaml'
import { list } from '../../src/observe/json.ts'
import { filesBelow, inManifests, read, type Overlay } from './places.ts'

/** As `kubectl apply -k` sees it. */
export const kustomize = (kubectl: string, overlay: Overlay): string =>
  execFileSync(kubectl, ['kustomize', inManifests(`overlays/${overlay}`)], { encoding: 'utf8' })

/** The folder, and all that its kustomization takes from others. */
function foldersOf(folder: string): readonly string[] {
  const kustomization: unknown = parse(read(join(folder, 'kustomization.yaml')))
  const others = [...list(kustomization, 'resources'), ...list(kustomization, 'components')]
    .map(String)
    .filter((path) => !path.endsWith('.yaml'))
  return [folder, ...others.flatMap((path) => foldersOf(join(folder, path)))]
}

/** Changes with everything that an overlay is made of. */
export function inputsHash(overlay: Overlay): string {
  const hash = createHash('sha256')
  const files = new Set(foldersOf(`overlays/${overlay}`).flatMap(filesBelow))
  for (const path of [...files].filter((one) => !one.endsWith('.md')).toSorted()) {
    hash.update(`${path} ${Buffer.byteLength(read(path))}\n${read(path)}`)
  }
  return hash.digest('hex')
}

export const INSTALL = 'install.yaml'
export const INSTALLED: Overlay = 'self-managed-certs'

export const installHead = (): string =>
  [
    `# podstart, with certificates that it makes by itself: manifests/overlays/${INSTALLED}, rendered by npm run manifests:write.`,
    '# Say where your image and your collector are: see manifests/README.md.',
    `# From files with SHA-256 ${inputsHash(INSTALLED)}`,
    '',
  ].join('\n')

/** @param kubectl renders it */
export const installText = (kubectl: string): string => installHead() + kustomize(kubectl, INSTALLED)
