import { Option, type Command } from 'commander'
import { flagOf, variableOf } from './names.ts'
import { KEYS, settingOf, type Key } from './settings.ts'

/**
 * Adds the flags of settings, and `--config`. Their values stay texts, without defaults: `loadSettings` reads them,
 * and must know which were given.
 */
export function addSettings(command: Command, keys: readonly Key[] = KEYS): Command {
  command.addOption(new Option(`${flagOf('config')} <file>`, `settings in YAML (env ${variableOf('config')})`))
  for (const key of keys) command.addOption(flagFor(key))
  return command
}

function flagFor(key: Key): Option {
  const { topic, value, help, isList, default: text = '' } = settingOf(key)
  const from = [...(text === '' ? [] : [`default ${text}`]), `env ${variableOf(key)}`].join(', ')
  const option = new Option(`${flagOf(key)} <${value}>`, `${help} (${from})`).helpGroup(topic)
  return isList ? option.argParser((given: string, before: readonly string[] = []) => [...before, given]) : option
}
