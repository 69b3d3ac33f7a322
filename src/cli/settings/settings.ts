import type { z } from 'zod'
import { EXPORTER_SETTINGS } from './exporter-settings.ts'
import { METRIC_SETTINGS } from './metric-settings.ts'
import type { Setting } from './setting.ts'
import { SHARED_SETTINGS } from './shared-settings.ts'
import { WEBHOOK_SETTINGS } from './webhook-settings.ts'

/** All settings, by their keys in the file, which all commands may share; flags and variables are made of the keys. */
export const SETTINGS = { ...EXPORTER_SETTINGS, ...METRIC_SETTINGS, ...WEBHOOK_SETTINGS, ...SHARED_SETTINGS }

type Table = typeof SETTINGS
export type Key = keyof Table
type Value<K extends Key> = z.output<Table[K]['type']>
type WithDefault = { [K in Key]: Table[K] extends { readonly default: string } ? K : never }[Key]

/** What the settings mean. Durations are in nanoseconds. */
export type Settings = { readonly [K in WithDefault]: Value<K> } & {
  readonly [K in Exclude<Key, WithDefault>]?: Value<K>
}

export const KEYS = Object.keys(SETTINGS) as readonly Key[]

const keysIn = (table: object): readonly Key[] => Object.keys(table) as readonly Key[]
const SHARED = keysIn(SHARED_SETTINGS)

/** Which settings a command has. */
export const COMMAND_KEYS = {
  exporter: [...keysIn(EXPORTER_SETTINGS), ...keysIn(METRIC_SETTINGS), ...SHARED],
  webhook: [...keysIn(WEBHOOK_SETTINGS), ...SHARED],
} as const

/** A setting by its key, without its exact type. */
export const settingOf = (key: Key): Setting => SETTINGS[key]
