import { spawnSync } from 'node:child_process'
import { inManifests } from './places.ts'

export const CHART = inManifests('chart')

export type Rendered = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string }

/** Renders the chart as release `podstart` in the namespace `podstart`. */
export function helmTemplate(helm: string, values: object): Rendered {
  const args = ['template', 'podstart', CHART, '--namespace', 'podstart', '--values', '-']
  const { status, stdout, stderr } = spawnSync(helm, args, { input: JSON.stringify(values), encoding: 'utf8' })
  return status === 0 ? { ok: true, text: stdout } : { ok: false, why: stderr }
}

export const helmLint = (helm: string): string =>
  spawnSync(helm, ['lint', '--strict', CHART], { encoding: 'utf8' }).stdout
