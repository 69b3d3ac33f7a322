import type { Nanos } from '../../observe/nanos.ts'
import { metadataOf } from './metadata.ts'
import { shown, typed, type Json, type ResourceName } from './resources.ts'
import { columnsOf } from './table-columns.ts'

/** What stands beside the cells of a row. */
export type IncludeObject = 'None' | 'Metadata' | 'Object'

/** How an answer is wanted. */
export type Format =
  { readonly as: 'json' } | { readonly as: 'table'; readonly version: string; readonly include: IncludeObject }

/**
 * The first of the media types that is possible here.
 *
 * @returns undefined where none is
 */
export function formatOf(accept: string | undefined, includeObject: string | undefined): Format | undefined {
  for (const range of (accept ?? '*/*').split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
    if (!/^(\*\/\*|application\/(json|\*))$/.test(type)) continue
    const { as, g, v = 'v1' } = Object.fromEntries(parameters.map((one) => one.split('=')))
    if (as === undefined || as === '') return { as: 'json' }
    if (as === 'Table' && g === 'meta.k8s.io' && (v === 'v1' || v === 'v1beta1')) {
      const include = INCLUDES.find((one) => one === includeObject) ?? 'Metadata'
      return { as: 'table', version: `meta.k8s.io/${v}`, include }
    }
  }
  return undefined
}

const INCLUDES: readonly IncludeObject[] = ['None', 'Metadata', 'Object']

/** Objects as kubectl shows them in lines. */
export function tableOf(
  resource: ResourceName,
  objects: readonly Json[],
  metadata: Json,
  { version, include }: Extract<Format, { readonly as: 'table' }>,
  now: Nanos,
): Json {
  const columns = columnsOf(resource)
  return {
    kind: 'Table',
    apiVersion: version,
    metadata,
    columnDefinitions: columns.map(({ name, wide, isName }) => ({
      name,
      type: 'string',
      format: isName === true ? 'name' : '',
      description: '',
      priority: wide === true ? 1 : 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, now)),
      ...(include === 'None'
        ? {}
        : { object: include === 'Object' ? typed(resource, object) : partial(shown(resource, object)) }),
    })),
  }
}

const partial = (object: Json): Json => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: metadataOf(object),
})
