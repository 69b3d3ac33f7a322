import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'

const OVERLAYS = fileURLToPath(new URL('../../../manifests/overlays', import.meta.url))

export interface Changes {
  /** Full names, by the names in manifests/. */
  readonly images: Readonly<Record<string, string>>
  readonly patches?: readonly object[]
}

/** A kustomization on top of one of the overlays, as somebody writes it who has images of their own. */
export interface OwnOverlay {
  readonly folder: string
  remove(): void
}

export function ownOverlay(overlay: string, { images, patches = [] }: Changes): OwnOverlay {
  const folder = mkdtempSync(join(tmpdir(), 'podstart-overlay-'))
  const kustomization = {
    resources: [relative(folder, join(OVERLAYS, overlay))],
    images: Object.entries(images).map(([name, full]) => {
      const [, newName, newTag] = /^(.*):([^:]+)$/.exec(full) ?? []
      return { name, newName, newTag }
    }),
    patches: patches.map((one) => ({ patch: stringify(one) })),
    // As the overlay has it.
    sortOptions: { order: 'fifo' },
  }
  writeFileSync(join(folder, 'kustomization.yaml'), stringify(kustomization))
  return { folder, remove: () => rmSync(folder, { recursive: true }) }
}

/** The test cluster has no DNS, so the collector is named by its address. */
export const sendsTo = (endpoint: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'podstart-exporter', namespace: 'podstart' },
  spec: {
    template: {
      spec: { containers: [{ name: 'exporter', env: [{ name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: endpoint }] }] },
    },
  },
})

/** A Service at an address that is known before. */
export const at = (name: string, clusterIP: string): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'podstart' },
  spec: { clusterIP },
})
