import { byKey } from './by-key.ts'
import { flagOf, PREFIX, variableOf } from './names.ts'
import { nearest } from './nearest.ts'
import { misfit, quoted, unknownName } from './problems.ts'
import { brokenRules } from './rules.ts'
import { DEFAULT_TEXTS, DEFAULTS, SCHEMA, type Texts } from './schema.ts'
import { isServiceLink } from './service-links.ts'
import { KEYS, type Key, type Settings } from './settings.ts'
import { readYaml, type SettingsFile } from './yaml-file.ts'

/** Flags as they were given, by key; a flag that was repeated is a list. */
export type Flags = Readonly<Partial<Record<Key | 'config', string | readonly string[]>>>

/** Where settings are from, as plain data. */
export interface Given {
  readonly flags: Flags
  /** The variables that begin with `PODSTART_`, without blank ones: an empty variable is as good as none. */
  readonly variables: Readonly<Record<string, string>>
  readonly file?: SettingsFile
}

/** `flag --crash-window`, `PODSTART_CRASH_WINDOW`, `podstart.yaml:3` or `default`. */
export type Sources = Readonly<Record<Key, string>>

export type Loaded =
  | {
      readonly ok: true
      readonly settings: Settings
      readonly sources: Sources
      /** The settings in force as they were written. */
      readonly texts: Texts
    }
  | { readonly ok: false; readonly problems: readonly string[] }

/** A place where settings are from. */
interface Place {
  readonly texts: Texts
  /** What stands there, but is no text. */
  readonly unread: readonly Key[]
  /** As a problem names it. */
  readonly name: (key: Key) => string
  readonly source: (key: Key) => string
  /** What is wrong with more than a value. */
  readonly problems: readonly string[]
}

/** Flags go before variables, these before the file, and that before the defaults. All problems are told at once. */
export function loadSettings({ flags, variables, file }: Given): Loaded {
  const places = [flagPlace(flags), variablePlace(variables), ...(file === undefined ? [] : [filePlace(file)])]
  const read = places.map(readPlace)
  const settings = read.reduceRight<Settings>((all, { values }) => ({ ...all, ...values }), DEFAULTS)
  const texts = places.reduceRight<Texts>((all, place) => ({ ...all, ...place.texts }), DEFAULT_TEXTS)
  const sourceOf = (key: Key): string =>
    places.find((place) => place.texts[key] !== undefined)?.source(key) ?? 'default'
  const isGood = (key: Key): boolean => read.every(({ broken }) => !broken.has(key))
  const problems = [
    ...read.flatMap((one) => one.problems),
    ...brokenRules(settings, isGood, (key) => `${key} is ${quoted(texts[key] ?? '')} (${sourceOf(key)})`),
  ]
  if (problems.length > 0) return { ok: false, problems }
  // Every key has a source.
  return { ok: true, settings, sources: byKey(KEYS, sourceOf) as Sources, texts }
}

/** A mistake is told even where another place has the last word: it would come out later. */
function readPlace({ texts, unread, name, problems }: Place) {
  const issues = SCHEMA.safeParse(texts).error?.issues ?? []
  const wrong = issues.map(({ path, message }) => ({ key: path[0] as Key, expected: message }))
  const broken = new Set([...unread, ...wrong.map(({ key }) => key)])
  return {
    values: SCHEMA.parse(byKey(KEYS, (key) => (broken.has(key) ? undefined : texts[key]))),
    broken,
    problems: [...problems, ...wrong.map(({ key, expected }) => misfit(name(key), texts[key] ?? '', expected))],
  }
}

const flagPlace = (flags: Flags): Place => ({
  texts: byKey(KEYS, (key) => {
    const given = flags[key]
    return (typeof given === 'string' ? given : given?.join(','))?.trim()
  }),
  unread: [],
  name: flagOf,
  source: (key) => `flag ${flagOf(key)}`,
  problems: [],
})

const variablePlace = (variables: Given['variables']): Place => ({
  texts: byKey(KEYS, (key) => variables[variableOf(key)]?.trim()),
  unread: [],
  name: variableOf,
  source: variableOf,
  problems: unknownVariables(variables),
})

const KNOWN = ['config', 'jaegerUrl', ...KEYS] as const

function unknownVariables(variables: Given['variables']): readonly string[] {
  const known = new Set(KNOWN.map(variableOf))
  return Object.entries(variables)
    .filter(([name, text]) => !known.has(name) && !isServiceLink(name, text))
    .map(([name]) => {
      const meant = nearest(name.slice(PREFIX.length), KNOWN)
      return unknownName(`variable ${name}`, meant && variableOf(meant))
    })
}

function filePlace(file: SettingsFile): Place {
  const { texts, lines, unread, problems } = readYaml(file)
  const source = (key: Key): string => `${file.name}:${lines[key]}`
  return { texts, unread, name: (key) => `${key} in ${source(key)}`, source, problems }
}
