import { expect } from 'chai'
import { describe, it } from 'mocha'
import { endingOf, type Ending } from '../../../src/kube/ending.ts'

const NOON = Date.parse('2026-03-01T12:00:00Z')

const status = (message: string, more: object = {}) => ({ kind: 'Status', status: 'Failure', message, ...more })
const waits = (seconds: unknown) => status('busy', { details: { retryAfterSeconds: seconds } })

describe('an answer that is no success', () => {
  const CASES: readonly (readonly [code: number, body: unknown, ending: Ending])[] = [
    [400, status('no such way'), { is: 'refused', why: 'HTTP 400: no such way' }],
    [401, status('Unauthorized'), { is: 'unauthorized', why: 'HTTP 401: Unauthorized' }],
    [
      403,
      status('pods is forbidden: User "bob" cannot list resource "pods"'),
      { is: 'refused', why: 'HTTP 403: pods is forbidden: User "bob" cannot list resource "pods"' },
    ],
    [404, undefined, { is: 'refused', why: 'HTTP 404' }],
    [408, undefined, { is: 'failed', why: 'HTTP 408', answered: true, isPassing: true }],
    [
      410,
      status('too old resource version: 5 (7)'),
      { is: 'expired', why: 'HTTP 410: too old resource version: 5 (7)' },
    ],
    [422, status('', { reason: 'Invalid' }), { is: 'refused', why: 'HTTP 422: Invalid' }],
    [429, undefined, { is: 'throttled', why: 'HTTP 429' }],
    [
      500,
      status('etcdserver: no leader'),
      { is: 'failed', why: 'HTTP 500: etcdserver: no leader', answered: true, isPassing: true },
    ],
    [502, '<html>', { is: 'failed', why: 'HTTP 502', answered: true, isPassing: true }],
    [503, undefined, { is: 'failed', why: 'HTTP 503', answered: true, isPassing: true }],
    [504, null, { is: 'failed', why: 'HTTP 504', answered: true, isPassing: true }],
    [504, waits(1), { is: 'failed', why: 'HTTP 504: busy', answered: true, isPassing: true }],
    [302, undefined, { is: 'refused', why: 'HTTP 302' }],
    [0, undefined, { is: 'refused', why: 'HTTP 0' }],
    [403, status('no\r\nlines,\u001b[31m no colours'), { is: 'refused', why: 'HTTP 403: no lines, [31m no colours' }],
  ]
  for (const [code, body, ending] of CASES) {
    it(`${code} with ${JSON.stringify(body)}: ${ending.is}`, () => {
      expect(endingOf(code, body)).to.deep.equal(ending)
    })
  }
})

describe('a time to come back', () => {
  const CASES: readonly (readonly [
    title: string,
    code: number,
    body: unknown,
    header: string | undefined,
    wait: number | undefined,
  ])[] = [
    ['seconds', 429, undefined, '7', 7_000],
    ['seconds with blanks', 429, undefined, ' 7 ', 7_000],
    ['of a server that starts', 503, undefined, '5', 5_000],
    ['a date', 429, undefined, 'Sun, 01 Mar 2026 12:00:20 GMT', 20_000],
    ['in the body alone', 429, waits(3), undefined, 3_000],
    ['in both: the header', 429, waits(3), '7', 7_000],
    ['longer than 5 min', 429, undefined, '86400', 300_000],
    ['longer than 5 min, in the body', 429, waits(86_400), undefined, 300_000],
    ['longer than 5 min, as a date', 429, undefined, 'Sun, 08 Mar 2026 12:00:00 GMT', 300_000],
    ['more digits than a number holds', 429, undefined, '9'.repeat(400), 300_000],
    ['none', 429, undefined, undefined, undefined],
    ['0 s, which is none', 429, undefined, '0', undefined],
    ['0 s, and another in the body', 429, waits(3), '0', 3_000],
    ['a date that is over, which is none', 429, undefined, 'Sun, 01 Mar 2026 11:59:00 GMT', undefined],
    ['less than 0 s, which is none', 429, undefined, '-5', undefined],
    ['nonsense', 429, undefined, 'soon', undefined],
    ['nonsense in the body', 429, waits('soon'), undefined, undefined],
    ['nonsense, but not in the body', 429, waits(3), 'soon', 3_000],
  ]
  for (const [title, code, body, header, wait] of CASES) {
    it(`${title}: ${wait ?? 'none'}`, () => {
      const ending = endingOf(code, body, header, NOON)
      expect([ending.is, ending.is === 'throttled' ? ending.wait : undefined]).to.deep.equal(['throttled', wait])
    })
  }
  for (const code of [401, 403, 410]) {
    it(`means nothing with ${code}`, () => {
      expect(endingOf(code, undefined, '7', NOON)).to.deep.equal(endingOf(code, undefined))
    })
  }
})
