import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { get } from './client.ts'
import { at, event, pod, serverForEach, status } from './harness.ts'

const CONTINUE_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.'

interface List {
  readonly metadata: {
    readonly resourceVersion: string
    readonly continue?: string
    readonly remainingItemCount?: number
  }
  readonly items: readonly { readonly metadata: { readonly name: string; readonly resourceVersion: string } }[]
}

describe('a list', () => {
  const server = serverForEach()
  /** 1001 to 1005, then 1006 elsewhere. */
  beforeEach(() => {
    const { pods, events } = server.now
    pods.put(pod('a', { labels: { app: 'web' } }))
    pods.put(pod('b'))
    pods.put(pod('c', { labels: { app: 'web' }, namespace: 'zoo' }))
    events.put(event('e1'))
    events.put(event('e2', { kind: 'Deployment', name: 'web' }))
    server.now.elsewhere()
  })

  it('is one document', async () => {
    const { status, headers, text, json } = await get(server.now, '/api/v1/pods')
    const items = [
      at(1001, pod('a', { labels: { app: 'web' } })),
      at(1002, pod('b')),
      at(1003, pod('c', { labels: { app: 'web' }, namespace: 'zoo' })),
    ]
    const metadata = { resourceVersion: '1006' }
    expect({ status, type: headers['content-type'], json }).to.deep.equal({
      status: 200,
      type: 'application/json',
      json: { kind: 'PodList', apiVersion: 'v1', metadata, items },
    })
    expect(text).to.match(
      /^\{"kind":"PodList","apiVersion":"v1","metadata":\{"resourceVersion":"1006"\},"items":\[.*\]\}\n$/,
    )
  })

  const SELECTIONS: readonly [path: string, kind: string, names: readonly string[]][] = [
    ['/api/v1/namespaces/shop/pods', 'PodList', ['a', 'b']],
    ['/api/v1/namespaces/nowhere/pods', 'PodList', []],
    ['/api/v1/pods?labelSelector=app%3Dweb', 'PodList', ['a', 'c']],
    ['/api/v1/pods?labelSelector=app%20in%20(web)&fieldSelector=metadata.namespace%3Dzoo', 'PodList', ['c']],
    ['/api/v1/pods?fieldSelector=metadata.name%3Db', 'PodList', ['b']],
    ['/api/v1/events', 'EventList', ['e1', 'e2']],
    ['/api/v1/events?fieldSelector=involvedObject.kind%3DPod', 'EventList', ['e1']],
    ['/api/v1/namespaces/zoo/events', 'EventList', []],
  ]
  for (const [path, kind, names] of SELECTIONS) {
    it(`GET ${path}`, async () => {
      const { json } = await get(server.now, path)
      const { items, ...rest } = json as List
      expect([items.map(({ metadata }) => metadata.name), rest]).to.deep.equal([
        names,
        { kind, apiVersion: 'v1', metadata: { resourceVersion: '1006' } },
      ])
    })
  }

  const VERSIONS: readonly [query: string, version: string, names: readonly string[]][] = [
    ['resourceVersion=0', '1006', ['a', 'b', 'c']],
    ['resourceVersion=1002', '1006', ['a', 'b', 'c']],
    ['resourceVersion=1002&resourceVersionMatch=NotOlderThan', '1006', ['a', 'b', 'c']],
    ['resourceVersion=1002&resourceVersionMatch=Exact', '1002', ['a', 'b']],
    ['resourceVersion=1002&limit=500', '1002', ['a', 'b']],
    // The watch cache gives all it has.
    ['resourceVersion=0&limit=1', '1006', ['a', 'b', 'c']],
    ['limit=0', '1006', ['a', 'b', 'c']],
  ]
  for (const [query, version, names] of VERSIONS) {
    it(`with ${query}`, async () => {
      const { metadata, items } = (await get(server.now, `/api/v1/pods?${query}`)).json as List
      expect([metadata, items.map((item) => item.metadata.name)]).to.deep.equal([{ resourceVersion: version }, names])
    })
  }

  const tooLarge = (path: string, retry: object) =>
    [
      path,
      status(504, 'Timeout', 'Timeout: Too large resource version: 2000, current: 1006', {
        details: {
          causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
          ...retry,
        },
      }),
    ] as const
  const REFUSALS: readonly (readonly [path: string, status: { readonly code: number }])[] = [
    tooLarge('/api/v1/pods?resourceVersion=2000', { retryAfterSeconds: 1 }),
    tooLarge('/api/v1/events?resourceVersion=2000', {}),
    [
      '/api/v1/pods?resourceVersion=999&resourceVersionMatch=Exact',
      status(410, 'Expired', 'The resourceVersion for the provided list is too old.'),
    ],
    [
      '/api/v1/pods?resourceVersion=x',
      status(
        400,
        'BadRequest',
        'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
      ),
    ],
    [
      '/api/v1/pods?continue=nonsense',
      status(
        400,
        'BadRequest',
        'invalid continue token: continue key is not valid: server does not recognize this encoded version',
      ),
    ],
    ['/api/v1/pods?limit=x', status(400, 'BadRequest', 'strconv.ParseInt: parsing "x": invalid syntax')],
    ['/api/v1/pods?labelSelector=%3D', status(400, 'BadRequest', "unable to parse requirement: found '='")],
    ['/api/v1/pods?fieldSelector=x%3Dy', status(400, 'BadRequest', 'field label not supported: x')],
  ]
  for (const [path, expected] of REFUSALS) {
    it(`is refused for GET ${path}`, async () => {
      const { status, json } = await get(server.now, path)
      expect([status, json]).to.deep.equal([expected.code, expected])
    })
  }

  describe('in pages', () => {
    const page = async (query: string, path = '/api/v1/pods'): Promise<List> =>
      (await get(server.now, `${path}?${query}`)).json as List
    const names = ({ items }: List): readonly string[] => items.map(({ metadata }) => metadata.name)

    it('stays at the version of its first', async () => {
      const first = await page('limit=2')
      const token = first.metadata.continue ?? ''
      expect([names(first), first.metadata]).to.deep.equal([
        ['a', 'b'],
        { resourceVersion: '1006', continue: token, remainingItemCount: 1 },
      ])
      server.now.pods.put(pod('d', { namespace: 'zoo' }))
      server.now.pods.remove('zoo', 'c')
      const second = await page(`limit=2&continue=${token}`)
      expect([names(second), second.metadata]).to.deep.equal([['c'], { resourceVersion: '1006' }])
    })
    it('is complete with the rest, without a limit', async () => {
      const { metadata } = await page('limit=1')
      expect(names(await page(`continue=${metadata.continue}`))).to.deep.equal(['b', 'c'])
    })
    it('does not count what remains for a selector, and may end with an empty page', async () => {
      const first = await page('limit=1&labelSelector=app%3Dweb', '/api/v1/namespaces/shop/pods')
      const token = first.metadata.continue ?? ''
      expect([names(first), first.metadata]).to.deep.equal([['a'], { resourceVersion: '1006', continue: token }])
      const second = await page(`limit=1&labelSelector=app%3Dweb&continue=${token}`, '/api/v1/namespaces/shop/pods')
      expect([names(second), second.metadata]).to.deep.equal([[], { resourceVersion: '1006' }])
    })
    it('has pages of Events even from any version', async () => {
      const { metadata } = await page('limit=1&resourceVersion=0', '/api/v1/events')
      expect(metadata.remainingItemCount).to.equal(1)
    })
    it('expires with the history, and says how to go on with what there is now', async () => {
      const { metadata } = await page('limit=1')
      server.now.pods.put(pod('d', { namespace: 'zoo' }))
      server.now.compact()
      const { status: code, json } = await get(server.now, `/api/v1/pods?limit=1&continue=${metadata.continue}`)
      const onward = (json as List).metadata.continue ?? ''
      expect([code, json]).to.deep.equal([
        410,
        status(410, 'Expired', CONTINUE_EXPIRED, { metadata: { continue: onward } }),
      ])
      const rest = await page(`continue=${onward}`)
      expect([names(rest), rest.metadata]).to.deep.equal([['b', 'c', 'd'], { resourceVersion: '1007' }])
    })
    it('takes no version besides its token', async () => {
      const { metadata } = await page('limit=1')
      const { json } = await get(server.now, `/api/v1/pods?resourceVersion=1001&continue=${metadata.continue}`)
      expect(json).to.deep.equal(
        status(400, 'BadRequest', 'specifying resource version is not allowed when using continue'),
      )
    })
  })

  describe('of more than 128 KiB', () => {
    beforeEach(() => void server.now.pods.put(pod('big', { labels: { text: 'x'.repeat(131_072) } })))
    const CASES: readonly [title: string, path: string, accept: string | undefined, encoding: string | undefined][] = [
      ['is zipped for who asks', '/api/v1/pods', 'gzip, deflate', 'gzip'],
      ['is plain for who does not', '/api/v1/pods', undefined, undefined],
      ['is alone in that', '/api/v1/events', 'gzip', undefined],
    ]
    for (const [title, path, accept, encoding] of CASES) {
      it(title, async () => {
        const headers = accept === undefined ? {} : { 'accept-encoding': accept }
        const answer = await get(server.now, path, { headers })
        const vary = encoding === undefined ? undefined : 'Accept-Encoding'
        expect([answer.headers['content-encoding'], answer.headers.vary]).to.deep.equal([encoding, vary])
        expect((answer.json as List).items).to.have.length(path === '/api/v1/pods' ? 4 : 2)
      })
    }
  })
})
