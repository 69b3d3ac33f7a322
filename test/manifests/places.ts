import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

/** The folder `manifests`. */
export const MANIFESTS = fileURLToPath(new URL('../../manifests', import.meta.url))

export const inManifests = (path: string): string => join(MANIFESTS, path)

/** @param path below `manifests` */
export const read = (path: string): string => readFileSync(inManifests(path), 'utf8')

/** All files below a folder of `manifests`, sorted, as paths below `manifests`. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(inManifests(folder))
    .flatMap((name) => {
      const path = join(folder, name)
      return statSync(inManifests(path)).isDirectory() ? filesBelow(path) : [path]
    })
    .toSorted()
}

/** Each overlay is a whole installation; the values with which the chart makes the same. */
export const OVERLAYS = {
  'self-managed-certs': {},
  jaeger: { jaeger: { enabled: true } },
  'cert-manager': { certificates: { mode: 'certManager' } },
  'prometheus-operator': { prometheusOperator: { enabled: true } },
  namespaced: { namespaces: ['default'] },
} as const

export type Overlay = keyof typeof OVERLAYS
export const OVERLAY_NAMES = Object.keys(OVERLAYS) as readonly Overlay[]
