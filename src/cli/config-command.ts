import { accessSync, constants, statSync } from 'node:fs'
import { Option } from 'commander'
import type { Environment } from './config.ts'
import { EXIT } from './exit-codes.ts'
import type { Terminal } from './replay-targets.ts'
import { sayTo } from './say.ts'
import { inForce } from './settings/in-force.ts'
import type { Flags } from './settings/load-settings.ts'
import { otlpTarget } from './settings/otlp-target.ts'
import { readSettings } from './settings/read-settings.ts'
import { resourceDoubts } from './settings/resource-doubts.ts'
import { SHOW, type Format } from './settings/show.ts'

export type ConfigOptions = Flags & { readonly output: Format }

/** The flags of `podstart config` besides the settings. */
export const CONFIG_OPTIONS: readonly Option[] = [
  new Option('-o, --output <format>', 'table, yaml (a settings file) or json')
    .choices(Object.keys(SHOW))
    .default('table'),
]

export const CONFIG_HELP = `
Flags go before variables, these before the file, and that before the defaults.

Examples:
  podstart config --config podstart.yaml           what is in force, and where it is from
  podstart config --deadline 5m -o yaml            the same as a settings file

Exit code: 0 all settings are good; 2 some are not: they are named on stderr.
`

/** Shows what exporter and webhook would run with. @returns the process's exit code */
export async function runConfig(
  { output, ...flags }: ConfigOptions,
  environment: Environment,
  { out, err }: Terminal,
): Promise<number> {
  const loaded = await readSettings(flags, environment)
  const resolved = otlpTarget(environment.otel, canRead)
  const tell = (what: readonly string[]): void => what.forEach(sayTo(err))
  tell(resourceDoubts(environment))
  if (loaded.ok && resolved.ok) {
    tell(resolved.doubts)
    out.write(SHOW[output](inForce(loaded, resolved, environment)))
    return EXIT.ok
  }
  for (const one of [loaded, resolved]) if (!one.ok) tell(one.problems)
  return EXIT.badInput
}

/** Whether there is a file, and it may be read. */
export function canRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
