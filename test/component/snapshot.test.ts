import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { createConnection, type Connection } from '../../src/kube/connection.ts'
import { loadCredentials } from '../../src/kube/credentials.ts'
import { snapshot, type Scope } from '../../src/kube/snapshot.ts'
import { createWallClock } from '../../src/kube/wall-clock.ts'
import { text } from '../../src/observe/json.ts'
import type { WatchItem } from '../../src/observe/observe.ts'
import { startApiServer, type ApiServer } from '../support/apiserver/apiserver.ts'
import { ANSWERS, cut, hang, reset } from '../support/apiserver/fault-kit.ts'
import { temporaryFolder, type Folder } from '../support/cli.ts'

const pod = (name: string, namespace = 'shop', labels = {}) => ({ metadata: { name, namespace, labels }, spec: {} })
const event = (pod: string, namespace = 'shop') => ({
  metadata: { name: `${pod}.1`, namespace },
  involvedObject: { kind: 'Pod', name: pod, namespace },
})

const names = (items: readonly WatchItem[]): readonly string[] =>
  items.map(({ object }) => `${text(object, 'metadata', 'namespace')}/${text(object, 'metadata', 'name')}`)

describe('snapshot', () => {
  let folder: Folder
  let server: ApiServer
  let connection: Connection
  beforeEach(async () => {
    folder = temporaryFolder()
    server = await startApiServer()
    connection = createConnection(
      loadCredentials({ kubeconfig: folder.write('kubeconfig', server.kubeconfigText()) }),
      'test',
    )
    for (const name of ['a', 'b', 'c']) server.pods.put(pod(name, 'shop', { app: name }))
    server.pods.put(pod('a', 'other'))
    for (const name of ['a', 'b']) server.events.put(event(name))
  })
  afterEach(async () => {
    connection.close()
    await server.close()
    folder.remove()
  })
  const told: string[] = []
  beforeEach(() => told.splice(0))
  const tell = (progress: string): void => void told.push(progress)
  const take = (scope: Scope = {}, patience = 5_000, signal = new AbortController().signal) =>
    snapshot(
      connection,
      scope,
      { now: createWallClock(), silence: 60_000, patience, pageSize: 2, random: () => 0, tell },
      signal,
    )
  const shown = async (scope: Scope) => {
    const taken = await take(scope)
    return 'problem' in taken ? taken : { pods: names(taken.pods), events: names(taken.events) }
  }

  const SCOPES: readonly [title: string, Scope, pods: readonly string[], events: readonly string[]][] = [
    ['the whole cluster, by pages', {}, ['other/a', 'shop/a', 'shop/b', 'shop/c'], ['shop/a.1', 'shop/b.1']],
    ['a namespace', { namespace: 'other' }, ['other/a'], []],
    ['a label', { labelSelector: 'app=b' }, ['shop/b'], ['shop/a.1', 'shop/b.1']],
    ['one pod and its Events', { namespace: 'shop', pod: 'a' }, ['shop/a'], ['shop/a.1']],
    ['no such pod', { namespace: 'shop', pod: 'z' }, [], []],
  ]
  for (const [title, scope, pods, events] of SCOPES) {
    it(title, async () => {
      expect(await shown(scope)).to.deep.equal({ pods, events })
    })
  }
  it('gives all items one time, as listed', async () => {
    const taken = await take()
    const items = 'problem' in taken ? [] : [...taken.pods, ...taken.events]
    const at = 'problem' in taken ? undefined : taken.at
    expect(items.map((item) => [item.at === at, item.listed, item.type])).to.deep.equal(
      items.map(() => [true, true, 'ADDED']),
    )
  })
  it('begins anew when a page has expired', async () => {
    server.fail({ resource: 'pods', page: 2 }, ANSWERS.continueExpired())
    expect(await shown({ namespace: 'shop' })).to.deep.equal({
      pods: ['shop/a', 'shop/b', 'shop/c'],
      events: ['shop/a.1', 'shop/b.1'],
    })
  })
  it('does without Events that may not be read, and says so', async () => {
    server.fail({ resource: 'events' }, ANSWERS.forbidden('list', 'events', 'shop'))
    const taken = await take({ namespace: 'shop' })
    expect('problem' in taken ? taken : { pods: names(taken.pods), without: taken.withoutEvents }).to.deep.equal({
      pods: ['shop/a', 'shop/b', 'shop/c'],
      without: `${server.url} refuses to list events in shop: HTTP 403: events is forbidden: User "system:serviceaccount:podstart:podstart" cannot list resource "events" in API group "" in the namespace "shop"; it takes list and watch on them`,
    })
  })

  describe('tries again what may pass, and says so', () => {
    const PASSING: readonly [title: string, spoil: () => unknown, told: readonly string[]][] = [
      [
        'a busy server that says when',
        () => server.fail({ resource: 'pods' }, ANSWERS.busy(1)),
        ['pods in shop: HTTP 429; again in 1 s'],
      ],
      [
        'a server that starts',
        () => server.fail({ resource: 'events' }, ANSWERS.unavailable()),
        ['events in shop: HTTP 503: apiserver not ready; again in 250 ms'],
      ],
      [
        'an error, twice',
        () => server.fail({ resource: 'pods' }, ANSWERS.internalError(), 2),
        ['250', '500'].map(
          (ms) => `pods in shop: HTTP 500: Internal error occurred: etcdserver: request timed out; again in ${ms} ms`,
        ),
      ],
      [
        'a connection that is reset',
        () => server.fail({ resource: 'pods' }, reset()),
        ['pods in shop: read ECONNRESET; again in 250 ms'],
      ],
      [
        'a connection that breaks in the middle of the second page',
        () => server.fail({ resource: 'pods', page: 2 }, cut(30, 'close')),
        ['pods in shop: aborted; again in 250 ms'],
      ],
    ]
    for (const [title, spoil, progress] of PASSING) {
      it(title, async () => {
        spoil()
        const taken = await shown({ namespace: 'shop' })
        expect({ ...taken, told }).to.deep.equal({
          pods: ['shop/a', 'shop/b', 'shop/c'],
          events: ['shop/a.1', 'shop/b.1'],
          told: progress,
        })
      })
    }
    it('but only four times in all', async () => {
      server.fail({ resource: 'pods' }, ANSWERS.unavailable(), 'always')
      const taken = await take({ namespace: 'shop' })
      const asked = server.requests.filter(({ path }) => path.endsWith('/pods'))
      expect(['problem' in taken, asked.length, told.length]).to.deep.equal([true, 4, 3])
    })
    it('not where the server wants longer than anybody waits', async () => {
      server.fail({ resource: 'pods' }, ANSWERS.busy(30), 'always')
      const taken = await take({ namespace: 'shop' })
      expect(['problem' in taken && taken.ending, told]).to.deep.equal([
        { is: 'throttled', why: 'HTTP 429', wait: 30_000 },
        [],
      ])
    })
    it('not after a Ctrl-C', async () => {
      server.fail({ resource: 'pods' }, ANSWERS.busy(2), 'always')
      const stop = new AbortController()
      const taking = take({ namespace: 'shop' }, 5_000, stop.signal)
      await server.until(() => server.requests.some(({ path, ended }) => path.endsWith('/pods') && ended !== undefined))
      stop.abort()
      expect('problem' in (await taking)).to.equal(true)
    })
  })

  describe('says why there is none', () => {
    const PROBLEMS: readonly [title: string, spoil: () => unknown, problem: string][] = [
      [
        'not logged in',
        () => server.tokens.clear(),
        'URL does not accept the kubeconfig’s credentials: HTTP 401: Unauthorized; log in again, or choose another context',
      ],
      [
        'not allowed',
        () => server.fail({ resource: 'pods' }, ANSWERS.forbidden('list', 'pods', 'shop')),
        'URL refuses to list pods in shop: HTTP 403: pods is forbidden: User "system:serviceaccount:podstart:podstart" cannot list resource "pods" in API group "" in the namespace "shop"; it takes list and watch on them',
      ],
      [
        'a broken server',
        () => server.fail({ resource: 'pods' }, ANSWERS.internalError(), 'always'),
        'cannot list pods in shop of URL: HTTP 500: Internal error occurred: etcdserver: request timed out',
      ],
      [
        'a busy server',
        () => server.fail({ resource: 'pods' }, ANSWERS.busy(), 'always'),
        'URL is too busy to list pods in shop: HTTP 429; try again',
      ],
      [
        'a page that expires twice',
        () => server.fail({ resource: 'pods', page: 2 }, ANSWERS.continueExpired(), 2),
        'URL could not list pods in shop to the end, twice: HTTP 410: The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
      ],
      [
        'a lost connection',
        () => server.fail({ resource: 'pods' }, reset(), 'always'),
        'cannot list pods in shop of URL: read ECONNRESET',
      ],
    ]
    for (const [title, spoil, problem] of PROBLEMS) {
      it(title, async () => {
        await spoil()
        const taken = await take({ namespace: 'shop' }, 1_000)
        expect('problem' in taken ? taken.problem.replaceAll(server.url, 'URL') : taken).to.equal(problem)
      })
    }
    it('no answer', async () => {
      server.fail({ resource: 'pods' }, hang())
      const taken = await take({ namespace: 'shop' }, 50)
      expect('problem' in taken && taken.problem).to.equal(
        `cannot list pods in shop of ${server.url}: no answer for 50 ms`,
      )
    })
    it('nobody there', async () => {
      await server.stop()
      const taken = await take({ namespace: 'shop' })
      expect('problem' in taken && taken.problem).to.equal(
        `cannot list pods in shop of ${server.url}: connect ECONNREFUSED ${server.url.slice('https://'.length)}`,
      )
      await server.start()
    })
  })
})
