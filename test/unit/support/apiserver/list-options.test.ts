import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Settings } from '../../../support/apiserver/settings.ts'
import { get } from './client.ts'
import { serverForEach, status } from './harness.ts'

const MATCH = 'resourceVersionMatch'
const SEND = 'sendInitialEvents'

const forbidden = (field: string, why: string) => ({
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${why}`,
  field,
})
const unsupported = (value: string, supported: string) => ({
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: "${value}": supported values: ${supported}`,
  field: MATCH,
})
type Cause = ReturnType<typeof forbidden>

const NO_SEND = forbidden(MATCH, `${MATCH} is forbidden for watch unless ${SEND} is provided`)
const NO_MATCH = forbidden(MATCH, `${SEND} requires setting ${MATCH} to NotOlderThan`)
const NOT_OFFERED = forbidden(SEND, `${SEND} is forbidden for watch unless the WatchList feature gate is enabled`)

describe('options that do not go together', () => {
  const server = serverForEach()
  const CASES: readonly [query: string, causes: readonly Cause[], watchList?: Settings['watchList']][] = [
    [`${MATCH}=Exact`, [forbidden(MATCH, `${MATCH} is forbidden unless resourceVersion is provided`)]],
    [`${MATCH}=Exact&resourceVersion=0`, [forbidden(MATCH, `${MATCH} "exact" is forbidden for resourceVersion "0"`)]],
    [`${MATCH}=Other&resourceVersion=1`, [unsupported('Other', '"Exact", "NotOlderThan", ""')]],
    [
      `${MATCH}=Exact&resourceVersion=1&continue=x`,
      [forbidden(MATCH, `${MATCH} is forbidden when continue is provided`)],
    ],
    [`${SEND}=true`, [forbidden(SEND, `${SEND} is forbidden for list`)]],
    [`watch=1&${SEND}=true`, [NO_MATCH]],
    [`watch=1&${SEND}=false&resourceVersion=7`, [NO_MATCH]],
    [`watch=1&${MATCH}=NotOlderThan`, [NO_SEND]],
    [`watch=1&${MATCH}=Exact`, [NO_SEND, unsupported('Exact', '"NotOlderThan"')]],
    [`watch=1&${SEND}=true&${MATCH}=NotOlderThan`, [NOT_OFFERED], 422],
    [`watch=1&${SEND}=true`, [NO_MATCH, NOT_OFFERED], 422],
  ]
  for (const [query, causes, watchList = 'offered'] of CASES) {
    it(`${query}${watchList === 'offered' ? '' : ', without the WatchList'}`, async () => {
      server.now.settings.watchList = watchList
      const answer = await get(server.now, `/api/v1/pods?${query}`)
      const told = causes.map(({ field, message }) => `${field}: ${message}`)
      const message = `ListOptions.meta.k8s.io "" is invalid: ${told.length === 1 ? told[0] : `[${told.join(', ')}]`}`
      const details = { group: 'meta.k8s.io', kind: 'ListOptions', causes }
      expect([answer.status, answer.json]).to.deep.equal([422, status(422, 'Invalid', message, { details })])
    })
  }
  it('initial events, at a server that answers 400', async () => {
    server.now.settings.watchList = 400
    const answer = await get(server.now, `/api/v1/pods?watch=1&${SEND}=true&${MATCH}=NotOlderThan`)
    expect([answer.status, answer.json]).to.deep.equal([400, status(400, 'BadRequest', `${SEND} is not supported`)])
  })
})
