import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { ANSWERS, answer } from '../../../support/apiserver/fault-kit.ts'
import type { Fault, Match } from '../../../support/apiserver/faults.ts'
import { ask, get } from './client.ts'
import { pod, serverForEach, status } from './harness.ts'

const PODS = '/api/v1/pods'
const WATCH = '/api/v1/pods?watch=1&resourceVersion=1001'

describe('faults that answer', () => {
  const server = serverForEach()
  beforeEach(() => void server.now.pods.put(pod('a')))
  const statusOf = async (path: string): Promise<number | undefined> => {
    const response = await ask(server.now, path)
    response.destroy()
    return response.statusCode
  }

  describe('answer in place of the server', () => {
    const retry = (seconds: number) => ({ retryAfterSeconds: seconds })
    const CASES: readonly [name: string, fault: Fault, retryAfter: string | undefined, body: object | string][] = [
      ['unauthorized', ANSWERS.unauthorized(), undefined, status(401, 'Unauthorized', 'Unauthorized')],
      [
        'forbidden',
        ANSWERS.forbidden('watch', 'events', 'shop'),
        undefined,
        status(
          403,
          'Forbidden',
          'events is forbidden: User "system:serviceaccount:podstart:podstart" cannot watch resource "events" in API group "" in the namespace "shop"',
          { details: { kind: 'events' } },
        ),
      ],
      [
        'expired',
        ANSWERS.expired(),
        undefined,
        status(410, 'Expired', 'The resourceVersion for the provided list is too old.'),
      ],
      [
        'continueExpired',
        ANSWERS.continueExpired(),
        undefined,
        status(
          410,
          'Expired',
          'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
        ),
      ],
      ['busy', ANSWERS.busy(3), '3', 'Too many requests, please try again later.\n'],
      [
        'busy until a date',
        ANSWERS.busy(new Date('2026-11-22T15:34:56Z')),
        'Sun, 22 Nov 2026 15:34:56 GMT',
        'Too many requests, please try again later.\n',
      ],
      [
        'initializing',
        ANSWERS.initializing(),
        '1',
        status(429, 'TooManyRequests', 'storage is (re)initializing', { details: retry(1) }),
      ],
      [
        'internalError',
        ANSWERS.internalError('boom'),
        undefined,
        status(500, 'InternalError', 'Internal error occurred: boom', { details: { causes: [{ message: 'boom' }] } }),
      ],
      [
        'etcdSlow',
        ANSWERS.etcdSlow('pods'),
        '2',
        status(
          500,
          'ServerTimeout',
          'The list operation against pods could not be completed at this time, please try again.',
          { details: { name: 'list', kind: 'pods', ...retry(2) } },
        ),
      ],
      ['unavailable', ANSWERS.unavailable(), undefined, status(503, 'ServiceUnavailable', 'apiserver not ready')],
      ['badGateway', ANSWERS.badGateway(), undefined, '<html><body><h1>502 Bad Gateway</h1></body></html>\n'],
      [
        'tooLarge',
        ANSWERS.tooLarge(2000, 1001, 1),
        '1',
        status(504, 'Timeout', 'Timeout: Too large resource version: 2000, current: 1001', {
          details: {
            causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
            ...retry(1),
          },
        }),
      ],
      ['bytes', answer(200, Buffer.from('{"half":')), undefined, '{"half":'],
    ]
    for (const [name, fault, retryAfter, body] of CASES) {
      it(name, async () => {
        server.now.fail({}, fault)
        const answered = await get(server.now, PODS)
        expect([answered.status, answered.headers['retry-after'], answered.json ?? answered.text]).to.deep.equal([
          fault.do === 'answer' ? fault.status : undefined,
          retryAfter,
          body,
        ])
        expect(await statusOf(PODS)).to.equal(200)
      })
    }
  })

  describe('are for requests that match', () => {
    const CASES: readonly [match: Match, hit: readonly string[], missed: readonly string[]][] = [
      [{}, [PODS, WATCH, '/version'], []],
      [{ verb: 'watch' }, [WATCH], [PODS, '/version']],
      [{ verb: 'list', resource: 'events' }, ['/api/v1/events'], [PODS, '/api/v1/events?watch=1']],
      [{ namespace: 'shop' }, ['/api/v1/namespaces/shop/pods'], [PODS]],
      [{ where: ({ query }) => query['limit'] === '7' }, [`${PODS}?limit=7`], [PODS]],
      [{ verb: 'other' }, ['/version'], [PODS]],
    ]
    for (const [match, hit, missed] of CASES) {
      it(`${JSON.stringify(match)}${match.where ?? ''}`, async () => {
        const fault = server.now.fail(match, answer(418), 'always')
        const statuses = await Promise.all([...hit, ...missed].map(statusOf))
        expect(statuses.map((code) => code === 418)).to.deep.equal([...hit.map(() => true), ...missed.map(() => false)])
        expect(fault.met.map(({ path }) => path).toSorted()).to.deep.equal(
          hit.map((path) => path.replace(/\?.*/, '')).toSorted(),
        )
      })
    }
    it('of a page', async () => {
      server.now.pods.put(pod('b'))
      server.now.pods.put(pod('c'))
      server.now.fail({ verb: 'list', page: 3 }, ANSWERS.continueExpired())
      const statuses: (number | undefined)[] = []
      for (let token: string | undefined = ''; token !== undefined;) {
        const page = await get(server.now, `${PODS}?limit=1&continue=${token}`)
        statuses.push(page.status)
        token = (page.json as { metadata: { continue?: string } }).metadata.continue
      }
      expect(statuses).to.deep.equal([200, 200, 410])
    })
    it('one after the other, and as often as was said', async () => {
      server.now.fail({ verb: 'list' }, answer(500), 2)
      server.now.fail({}, answer(503))
      const statuses: (number | undefined)[] = []
      for (const path of [PODS, PODS, PODS, PODS]) statuses.push(await statusOf(path))
      expect(statuses).to.deep.equal([500, 500, 503, 200])
    })
    it('until they are removed', async () => {
      const fault = server.now.fail({}, answer(500), 'always')
      const before = [await statusOf(PODS), await statusOf(PODS)]
      fault.remove()
      expect([...before, await statusOf(PODS)]).to.deep.equal([500, 500, 200])
    })
  })
})
