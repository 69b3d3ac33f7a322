import { clip, oneLine } from '../../observe/clip.ts'

/** How much of a value a sentence shows. */
const LIMIT = 100

/** A value as a sentence shows it. */
export const quoted = (text: string): string => `"${clip(oneLine(text), LIMIT)}"`

/** @param where such as `--crash-window`, or `crashWindow in podstart.yaml:3` */
export const misfit = (where: string, text: string, expected: string): string =>
  `${where} is ${quoted(text)}; expected ${expected}`

/** @param what the name that nobody knows, and what kind of name it is */
export const unknownName = (what: string, meant: string | undefined): string =>
  `unknown ${what}; ${meant === undefined ? 'podstart config --help names all settings' : `did you mean ${meant}?`}`
