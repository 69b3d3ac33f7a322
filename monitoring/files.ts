import { dashboardOf } from './dashboards/build.ts'
import { DASHBOARDS } from './dashboards/dashboards.ts'
import { rulesFile, rulesObject } from './rules/rules-file.ts'

/** Files that are written from what is here; a test holds them to it. */
export const files: readonly { readonly path: string; readonly url: URL; readonly text: () => string }[] = [
  ...DASHBOARDS.map((spec) => ({
    path: `manifests/dashboards/${spec.uid}.json`,
    text: () => `${JSON.stringify(dashboardOf(spec), null, 2)}\n`,
  })),
  { path: 'manifests/prometheus/rules.yaml', text: () => rulesFile() },
  { path: 'manifests/components/prometheus-operator/rules.yaml', text: rulesObject },
].map((file) => ({ ...file, url: new URL(`../${file.path}`, import.meta.url) }))
