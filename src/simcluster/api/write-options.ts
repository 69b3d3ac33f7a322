import { at, list, text, whole } from '../../observe/json.ts'
import type { DeleteOptions } from './delete.ts'
import type { Query } from './list-options.ts'
import { failure, type Status } from './status.ts'

export type DryRun = { readonly ok: true; readonly isDry: boolean } | { readonly ok: false; readonly status: Status }

/** @param values those of `dryRun`, of which only `All` is one */
export function dryRunOf(values: readonly unknown[], kind: string): DryRun {
  const wrong = values.find((value) => value !== 'All')
  if (wrong === undefined) return { ok: true, isDry: values.length > 0 }
  const message = `Unsupported value: ${JSON.stringify([wrong])}: supported values: "All"`
  const details = {
    group: 'meta.k8s.io',
    kind,
    causes: [{ reason: 'FieldValueNotSupported', message, field: 'dryRun' }],
  }
  const told = `${kind}.meta.k8s.io "" is invalid: dryRun: ${message}`
  return { ok: false, status: failure(422, 'Invalid', told, { details }) }
}

export const queryDryRun = (query: Query, kind: string): DryRun =>
  dryRunOf(query['dryRun'] === undefined ? [] : [query['dryRun']], kind)

export type ReadDeleteOptions =
  { readonly ok: true; readonly options: DeleteOptions } | { readonly ok: false; readonly status: Status }

/** From the body; without one, from the query. */
export function deleteOptionsOf(body: unknown, query: Query): ReadDeleteOptions {
  const dry = body === undefined ? queryDryRun(query, 'DeleteOptions') : dryRunOf(list(body, 'dryRun'), 'DeleteOptions')
  if (!dry.ok) return dry
  const asked = query['gracePeriodSeconds']
  const inQuery = asked !== undefined && /^-?\d{1,9}$/.test(asked) ? Number(asked) : undefined
  return {
    ok: true,
    options: {
      gracePeriodSeconds: at(body, 'gracePeriodSeconds') === undefined ? inQuery : whole(body, 'gracePeriodSeconds'),
      uid: text(body, 'preconditions', 'uid'),
      resourceVersion: text(body, 'preconditions', 'resourceVersion'),
      dryRun: dry.isDry,
    },
  }
}
