import { filesBelow, read } from './places.ts'
import { valuesSchema } from './values-schema.ts'

/** A file below `manifests` that is made of others, with nothing but what is in this repository. */
export interface Derived {
  readonly path: string
  readonly text: () => string
}

const RULES = 'prometheus/rules.yaml'
const withoutComments = (text: string): string => text.replaceAll(/^#.*\n/gm, '')

const dashboards = filesBelow('dashboards').filter((path) => path.endsWith('.json'))

/** Helm reads files of its chart only, and kustomize those below the folder. */
export const DERIVED: readonly Derived[] = [
  { path: 'chart/files/rules.yaml', text: () => withoutComments(read(RULES)) },
  ...dashboards.map((path) => ({ path: path.replace('dashboards/', 'chart/files/'), text: () => read(path) })),
  { path: 'chart/values.schema.json', text: () => `${JSON.stringify(valuesSchema(), null, 2)}\n` },
]
