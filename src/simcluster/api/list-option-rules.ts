import type { ListOptions } from './list-options.ts'
import type { Cause } from './status.ts'

interface Asked extends ListOptions {
  readonly watchListOffered: boolean
}
type Rule = readonly [broken: (asked: Asked) => boolean, cause: (asked: Asked) => Cause]

const forbidden = (field: string, why: string) => (): Cause => ({
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${why}`,
  field,
})

const unsupported =
  (...supported: readonly string[]) =>
  ({ resourceVersionMatch: match }: Asked): Cause => ({
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: "${match}": supported values: ${supported.map((one) => `"${one}"`).join(', ')}`,
    field: 'resourceVersionMatch',
  })

/** What `ValidateListOptions` of apimachinery holds against a list, in its order. */
const OF_LISTS: readonly Rule[] = [
  [
    (asked) => asked.resourceVersionMatch !== '' && asked.resourceVersion === '',
    forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
  ],
  [
    (asked) => asked.resourceVersionMatch !== '' && asked.continue !== '',
    forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided'),
  ],
  [
    (asked) => !['', 'Exact', 'NotOlderThan'].includes(asked.resourceVersionMatch),
    unsupported('Exact', 'NotOlderThan', ''),
  ],
  [
    (asked) => asked.resourceVersionMatch === 'Exact' && asked.resourceVersion === '0',
    forbidden('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
  ],
  [
    (asked) => asked.sendInitialEvents !== undefined,
    forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'),
  ],
]

/** The same for a watch. */
const OF_WATCHES: readonly Rule[] = [
  [
    (asked) => asked.sendInitialEvents !== undefined && asked.resourceVersionMatch !== 'NotOlderThan',
    forbidden('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
  ],
  [
    (asked) => asked.sendInitialEvents !== undefined && !asked.watchListOffered,
    forbidden(
      'sendInitialEvents',
      'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
    ),
  ],
  [
    (asked) => asked.resourceVersionMatch !== '' && asked.sendInitialEvents === undefined,
    forbidden(
      'resourceVersionMatch',
      'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    ),
  ],
  [(asked) => !['', 'NotOlderThan'].includes(asked.resourceVersionMatch), unsupported('NotOlderThan')],
  [
    (asked) => asked.resourceVersionMatch !== '' && asked.continue !== '',
    forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided'),
  ],
]

export function brokenRules(options: ListOptions, watchListOffered: boolean): readonly Cause[] {
  const asked = { ...options, watchListOffered }
  return (asked.watch ? OF_WATCHES : OF_LISTS).filter(([broken]) => broken(asked)).map(([, cause]) => cause(asked))
}
