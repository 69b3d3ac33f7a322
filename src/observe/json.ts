import { clip } from './clip.ts'

/**
 * Reading JSON that anybody may have written: a missing or foreign value is `undefined`, never an exception.
 */

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** An object with fields, and no list. */
export const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) && !Array.isArray(value)

/** The value under a path of own keys. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value
  for (const key of path) {
    if (!isObject(here) || !Object.hasOwn(here, key)) return undefined
    here = (here as Readonly<Record<string, unknown>>)[key]
  }
  return here
}

/** Something is there: a `null` is nothing. */
export function has(value: unknown, ...path: readonly string[]): boolean {
  const found = at(value, ...path)
  return found !== undefined && found !== null
}

export function text(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path)
  return typeof found === 'string' && found !== '' ? found : undefined
}

export function flag(value: unknown, ...path: readonly string[]): boolean | undefined {
  const found = at(value, ...path)
  return typeof found === 'boolean' ? found : undefined
}

export function whole(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path)
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : undefined
}

export function list(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

/** An object of texts, such as labels; what is not text is left out. */
export function texts(value: unknown, ...path: readonly string[]): Readonly<Record<string, string>> {
  const found = at(value, ...path)
  if (!isObject(found)) return {}
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** Leaves out the keys whose value is `undefined`, as `exactOptionalPropertyTypes` asks. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as never
}

const TEXT_LIMIT = 1_024

/** Kubernetes messages can be pages long; a span attribute need not be. */
export const shortened = (message: string | undefined): string | undefined =>
  message === undefined ? undefined : clip(message, TEXT_LIMIT)

/** A name, an image, a reason, an annotation: the API server lets some of them be as long as the whole object. */
export const shortText = (value: unknown, ...path: readonly string[]): string | undefined =>
  shortened(text(value, ...path))
