import { expect } from 'chai'
import { status as failure } from '../../unit/support/apiserver/harness.ts'
import type { Api } from './harness.ts'

export type Headers = Readonly<Record<string, string>>
export type Row = readonly [
  title: string,
  method: string,
  path: string,
  body: object | string | undefined,
  expected: Failure,
]
export type Failure = { readonly code: number }

export const details = (kind: string, name?: string, more: object = {}) => ({
  details: { ...(name === undefined ? {} : { name }), kind, ...more },
})
export const invalid = (
  name: string,
  causes: readonly { readonly field: string; readonly message: string; reason: string }[],
) => {
  const told = causes.map(({ field, message }) => `${field}: ${message}`)
  const all = told.length === 1 ? told.join() : `[${told.join(', ')}]`
  const what = { ...(name === '' ? {} : { name }), kind: 'Pod', causes }
  return failure(422, 'Invalid', `Pod "${name}" is invalid: ${all}`, { details: what })
}
export const required = (field: string, message = 'Required value') => ({
  reason: 'FieldValueRequired',
  message,
  field,
})
export const bad = (message: string) => failure(400, 'BadRequest', message)
export const cannot = (verb: string, user = 'system:anonymous') =>
  `User "${user}" cannot ${verb} resource "pods" in API group "" in the namespace "default"`

/** Asks, and expects the whole of the answer. */
export async function isRefused(api: Api, row: Row, headers: Headers = {}): Promise<void> {
  const [, method, path, body, expected] = row
  const { status, json } = await api.ask(method, path, body, headers)
  expect([status, json]).to.deep.equal([expected.code, expected])
}
