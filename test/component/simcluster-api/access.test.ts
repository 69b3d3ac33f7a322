import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { status as failure } from '../../unit/support/apiserver/harness.ts'
import { apiForEach, pod, PODS } from './harness.ts'
import { cannot, details, isRefused, type Headers, type Row } from './refusals.ts'

describe('the simulated API refuses', () => {
  const api = apiForEach()
  beforeEach(() => api.now.ask('POST', PODS, pod('web')))

  describe('who may not', () => {
    const none = { authorization: undefined as never }
    const CASES: readonly [title: string, row: Row, headers: Headers][] = [
      [
        'another token',
        ['', 'GET', PODS, undefined, failure(401, 'Unauthorized', 'Unauthorized')],
        { authorization: 'Bearer x' },
      ],
      [
        'no token',
        [
          '',
          'POST',
          PODS,
          pod('a'),
          failure(403, 'Forbidden', `pods is forbidden: ${cannot('create')}`, details('pods')),
        ],
        none,
      ],
      [
        'no token, for a path',
        [
          '',
          'GET',
          '/api',
          undefined,
          failure(403, 'Forbidden', 'forbidden: User "system:anonymous" cannot get path "/api"', { details: {} }),
        ],
        none,
      ],
      [
        'a token to read with: it may not delete',
        [
          '',
          'DELETE',
          `${PODS}/web`,
          undefined,
          failure(403, 'Forbidden', `pods "web" is forbidden: ${cannot('delete', 'viewer')}`, details('pods', 'web')),
        ],
        { authorization: 'Bearer viewer' },
      ],
    ]
    for (const [title, row, headers] of CASES) it(title, () => isRefused(api.now, row, headers))
    it('but not a token to read with, when it reads', async () => {
      expect((await api.now.ask('GET', PODS, undefined, { authorization: 'Bearer viewer' })).status).to.equal(200)
    })
    it('but not those who ask whether it lives', async () => {
      const asked = ['/livez', '/readyz', '/healthz'].map((path) => api.now.ask('GET', path, undefined, none))
      expect((await Promise.all(asked)).map(({ status, text }) => [status, text])).to.deep.equal([
        [200, 'ok'],
        [200, 'ok'],
        [200, 'ok'],
      ])
    })
  })
})
