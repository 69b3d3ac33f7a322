import { z } from 'zod'
import { byKey } from './by-key.ts'
import { KEYS, settingOf, type Key, type Settings, type SETTINGS } from './settings.ts'

/** Settings as they were written, from one place or from all. */
export type Texts = Readonly<Partial<Record<Key, string>>>

type Shape = { [K in Key]: z.ZodExactOptional<(typeof SETTINGS)[K]['type']> }

/** Reads the texts of one place; it need not have all of them. */
export const SCHEMA = z.strictObject(
  Object.fromEntries(KEYS.map((key) => [key, z.exactOptional(settingOf(key).type)])) as unknown as Shape,
)

export const DEFAULT_TEXTS: Texts = byKey(KEYS, (key) => settingOf(key).default)

// Settings must have just those that have a default; a test holds it.
export const DEFAULTS = SCHEMA.parse(DEFAULT_TEXTS) as Settings
