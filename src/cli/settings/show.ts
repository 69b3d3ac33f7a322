import type { InForce, Row } from './in-force.ts'
import { showTable } from './show-table.ts'
import { showYaml } from './show-yaml.ts'

const byName = (rows: readonly Row[]) =>
  Object.fromEntries(rows.map(({ name, value = null, from }) => [name, { value, from }]))

const showJson = ({ settings, otlp }: InForce): string =>
  `${JSON.stringify({ settings: byName(settings), otlp: byName(otlp) }, null, 2)}\n`

/** What is in force, as text. */
export const SHOW = { table: showTable, yaml: showYaml, json: showJson } as const

export type Format = keyof typeof SHOW
