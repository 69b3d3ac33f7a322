import { readFile } from 'node:fs/promises'
import { messageOf } from '../../observe/clip.ts'
import type { Environment } from '../config.ts'
import { loadSettings, type Flags, type Loaded } from './load-settings.ts'
import { flagOf, variableOf } from './names.ts'
import type { SettingsFile } from './yaml-file.ts'

/** Reads the settings file that `--config` or its variable names, and all settings. */
export async function readSettings(
  flags: Flags,
  { podstart: variables }: Pick<Environment, 'podstart'>,
): Promise<Loaded> {
  const file = await settingsFile(flags, variables)
  return loadSettings({ flags, variables, ...(file && { file }) })
}

async function settingsFile(flags: Flags, variables: Environment['podstart']): Promise<SettingsFile | undefined> {
  const flag = [flags.config].flat()[0]
  const name = flag ?? variables[variableOf('config')]?.trim()
  if (name === undefined) return undefined
  const where = flag === undefined ? variableOf('config') : flagOf('config')
  try {
    return { name, text: await readFile(name, 'utf8') }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return { name, problem: `${where} ${name}: ${WHY[code] ?? messageOf(error)}` }
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a directory; name the file in it',
  EACCES: 'may not be read',
}
