import { InvalidArgumentError, Option } from 'commander'
import { flagOf } from './settings/names.ts'
import { SETTINGS } from './settings/settings.ts'
import type { TextType } from './settings/text-types.ts'
import type { SamplingSettings } from './watch-settings.ts'

export type SamplingOptions = Omit<SamplingSettings, 'context'>

const readBy =
  <T>(type: TextType<T>) =>
  (text: string): T => {
    const read = type.safeParse(text)
    if (read.success) return read.data
    throw new InvalidArgumentError(`expected ${read.error.issues[0]?.message}.`)
  }

function flagFor(key: keyof SamplingOptions): Option {
  const { type, value, help, default: text } = SETTINGS[key]
  const read = readBy<unknown>(type)
  return new Option(`${flagOf(key)} <${value}>`, help)
    .argParser((given: string, before: unknown) => {
      const now = read(given)
      return now instanceof Map && before instanceof Map ? new Map([...before, ...now]) : now
    })
    .default(read(text), text === '' ? 'none' : text)
}

/** The exporter's settings that say which traces are sent, as flags of a command that has no others of them. */
export const SAMPLING_OPTIONS: readonly Option[] = (
  ['samplingRatio', 'samplingRatioByNamespace', 'slowStartup', 'slowPercentile'] as const
).map(flagFor)
