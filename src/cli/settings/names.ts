import type { Key } from './settings.ts'

/** What flags and variables say that is no setting of webhook and exporter. */
export type Beside = 'config' | 'jaegerUrl'

/** What every variable of ours begins with. */
export const PREFIX = 'PODSTART_'

const inParts = (key: string, between: string): string => key.replaceAll(/[A-Z]/g, (letter) => between + letter)

/** `crashWindow` as a flag: `--crash-window`. */
export const flagOf = (key: Key | Beside): string => `--${inParts(key, '-').toLowerCase()}`

/** `crashWindow` as a variable: `PODSTART_CRASH_WINDOW`. */
export const variableOf = (key: Key | Beside): string => PREFIX + inParts(key, '_').toUpperCase()
