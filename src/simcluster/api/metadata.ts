import { isFields, text, texts } from '../../observe/json.ts'
import { nanos, SECOND, type Nanos } from '../../observe/nanos.ts'
import { formatTimestamp } from '../../observe/timestamp.ts'
import type { Json } from './resources.ts'

/** An object's metadata; none is as good as an empty one. */
export const metadataOf = (object: Json): Json => (isFields(object['metadata']) ? object['metadata'] : {})

export const withMetadata = (object: Json, changes: Json): Json => ({
  ...object,
  metadata: { ...metadataOf(object), ...changes },
})

export const without = (object: Json, ...fields: readonly string[]): Json =>
  Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)))

export const nameOf = (object: Json): string => text(object, 'metadata', 'name') ?? ''
export const namespaceOf = (object: Json): string => text(object, 'metadata', 'namespace') ?? ''
export const labelsOf = (object: Json): Readonly<Record<string, string>> => texts(object, 'metadata', 'labels')

/** An instant as the API writes it: to the second. */
export const wholeSeconds = (instant: Nanos): string => formatTimestamp(nanos(instant - (instant % SECOND)))
