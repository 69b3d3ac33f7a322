import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import type { TraceOptions } from '../../src/cli/trace-options.ts'
import { startApiServer, type ApiServer } from '../support/apiserver/apiserver.ts'
import { ANSWERS, hang } from '../support/apiserver/fault-kit.ts'
import { temporaryFolder, type Folder } from '../support/cli.ts'
import { put, traceHere, type Asking } from '../support/looking.ts'
import { at, running, setUp, startedBy, story, type Story } from '../support/story.ts'
import { stillOf } from '../support/still.ts'

const ready = (name = 'web'): Story =>
  startedBy(setUp(story({ name })), 'app', 100).ready(300, [running('app', 170)], { startTime: '2026-03-01T12:00:00Z' })
const stillAt = (one: Story, ms: number) => stillOf(one.items, at(ms))

describe('podstart trace', () => {
  let folder: Folder
  let server: ApiServer
  beforeEach(async () => {
    folder = temporaryFolder()
    server = await startApiServer()
    put(server, stillAt(ready(), 5_000))
  })
  afterEach(async () => {
    await server.close()
    folder.remove()
  })
  const trace = (name: string, options: Partial<TraceOptions> = {}, more: Omit<Asking, 'options'> = {}) =>
    traceHere(server, folder, name, { now: at(5_000), ...more, options: { namespace: 'shop', ...options } })
  const firstLines = async (...args: Parameters<typeof trace>) => {
    const { code, stdout, stderr } = await trace(...args)
    return { code, stderr, lines: stdout.split('\n').slice(0, 2) }
  }
  const FIRST = ['pods/(bare): pod startup  shop/web on node-a', 'ready after 485 ms; ready took 285 ms (59 %)']

  for (const name of ['web', 'pod/web', 'pods/web', 'po/web']) {
    it(name, async () => {
      const { lines } = await firstLines(name)
      expect(lines[0]).to.equal(FIRST[0])
    })
  }
  it('looks in the namespace of the kubeconfig’s context', async () => {
    expect(await trace('web', { namespace: undefined as never })).to.deep.equal({
      code: 1,
      stdout: '',
      stderr: 'podstart: no pod web in namespace default; there is one in shop (-n)\n',
    })
  })
  it('takes the namespace from the environment', async () => {
    const env = { PODSTART_NAMESPACE: 'shop' }
    const run = await traceHere(server, folder, 'web', { env, now: at(5_000) })
    expect(run.stdout.split('\n')[0]).to.equal(FIRST[0])
  })
  it('tells of the present one of several pods of a name', async () => {
    server.pods.remove('shop', 'web')
    const again = story({ uid: '22222222-2222-4333-8444-555555555555' }).added(5).bound(20)
    put(server, stillAt(again, 5_000))
    const { stdout } = await trace('web')
    expect(stdout.split('\n').slice(1, 3)).to.deep.equal([
      'not ready yet, after 4.8 s: waits 4.8 s for schedule+pod setup',
      'trace 22222222222243338444555555555555  critical path: schedule+pod setup 100 %',
    ])
  })
  it('does without Events that it may not read, and says so', async () => {
    server.fail({ resource: 'events' }, ANSWERS.forbidden('list', 'events', 'shop'))
    const { code, stdout } = await trace('web')
    expect({
      code,
      notes: stdout
        .replaceAll(server.url, 'URL')
        .split('\n')
        .filter((line) => line.startsWith('note: ')),
    }).to.deep.equal({
      code: 0,
      notes: [
        'note: URL refuses to list events in shop: HTTP 403: events is forbidden: User "system:serviceaccount:podstart:podstart" cannot list resource "events" in API group "" in the namespace "shop"; it takes list and watch on them',
        'note: its Events could not be read: the times are those of its status, to the second',
      ],
    })
  })
  it('tries again where the server is busy, and says so', async () => {
    server.fail({ resource: 'pods' }, ANSWERS.busy(1))
    const { code, stderr } = await trace('web')
    expect({ code, stderr: stderr.replace(/again in [\d.]+ s/, 'again in N s') }).to.deep.equal({
      code: 0,
      stderr: 'podstart: pods in shop: HTTP 429; again in N s\n',
    })
  })
  it('in JSON says on stderr what a picture has in notes', async () => {
    server.fail({ resource: 'events' }, ANSWERS.forbidden('list', 'events', 'shop'))
    const { code, stderr } = await trace('web', { output: 'json' })
    expect([code, stderr.startsWith('podstart: URL refuses to list events in shop: HTTP 403')]).to.deep.equal([0, true])
  })
  it('shows where Jaeger has it: by flag, or by variable', async () => {
    const last = async (options: Partial<TraceOptions>, env: Readonly<Record<string, string>>) =>
      (await trace('web', options, { env })).stdout.trim().split('\n').at(-1)
    const page = 'Jaeger: http://jaeger/ui/trace/11111111222243338444555555555555'
    expect([
      await last({ jaeger: 'http://jaeger/ui/' }, {}),
      await last({}, { PODSTART_JAEGER_URL: 'http://jaeger/ui' }),
    ]).to.deep.equal([page, page])
  })
  it('-o json is one line of OTLP/JSON', async () => {
    const { code, stdout } = await trace('web', { output: 'json' })
    const { resourceSpans } = JSON.parse(stdout) as {
      resourceSpans: readonly { scopeSpans: readonly { spans: readonly { traceId: string; name: string }[] }[] }[]
    }
    const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    expect({
      code,
      names: spans.map(({ name }) => name),
      ids: new Set(spans.map(({ traceId }) => traceId)),
    }).to.deep.equal({
      code: 0,
      names: ['pod startup', 'schedule', 'pod setup', 'container app', 'pull', 'create', 'start', 'ready'],
      ids: new Set(['11111111222243338444555555555555']),
    })
  })

  describe('colours', () => {
    const coloured = (text: string): boolean => text.includes('\u001b[')
    const CASES: readonly [title: string, Partial<TraceOptions>, Omit<Asking, 'options'>, boolean][] = [
      ['none in a pipe', {}, {}, false],
      ['on a terminal', {}, { columns: 80 }, true],
      ['none with NO_COLOR', {}, { columns: 80, env: { NO_COLOR: '1' } }, false],
      ['in a pipe with FORCE_COLOR', {}, { env: { FORCE_COLOR: '1' } }, true],
      ['none with FORCE_COLOR=0', {}, { env: { FORCE_COLOR: '0' } }, false],
      ['NO_COLOR goes before FORCE_COLOR', {}, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }, false],
      ['--color always goes before all', { color: 'always' }, { env: { NO_COLOR: '1' } }, true],
      ['--color never too', { color: 'never' }, { columns: 80, env: { FORCE_COLOR: '1' } }, false],
    ]
    for (const [title, options, more, expected] of CASES) {
      it(title, async () => {
        expect(coloured((await trace('web', options, more)).stdout)).to.equal(expected)
      })
    }
  })

  describe('of a pod that is not there', () => {
    const CASES: readonly [asked: string, names: readonly string[], told: string][] = [
      ['wbe', [], 'no pod wbe in namespace shop; did you mean web?'],
      ['nothing-like-it', [], 'no pod nothing-like-it in namespace shop'],
      ['shop', ['shop-1', 'shop-2'], 'no pod shop in namespace shop; did you mean shop-1, shop-2?'],
      [
        'many',
        ['many-1', 'many-2', 'many-3', 'many-4', 'many-5', 'many-6', 'many-7'],
        'no pod many in namespace shop; did you mean many-1, many-2, many-3, many-4, many-5, 2 more?',
      ],
      ['deploy/web', [], 'deploy/web is no pod in namespace shop; did you mean web?'],
    ]
    for (const [asked, names, told] of CASES) {
      it(asked, async () => {
        for (const name of names) server.pods.put({ metadata: { name, namespace: 'shop' }, spec: {} })
        expect(await trace(asked)).to.deep.equal({ code: 1, stdout: '', stderr: `podstart: ${told}\n` })
      })
    }
  })

  describe('of a cluster that cannot be read', () => {
    const CASES: readonly [title: string, spoil: () => unknown, told: string][] = [
      [
        'forbidden',
        () => server.fail({ resource: 'pods' }, ANSWERS.forbidden('list', 'pods', 'shop'), 'always'),
        'URL refuses to list pods in shop: HTTP 403: pods is forbidden: User "system:serviceaccount:podstart:podstart" cannot list resource "pods" in API group "" in the namespace "shop"; it takes list and watch on them',
      ],
      [
        'not logged in',
        () => server.fail({}, ANSWERS.unauthorized(), 'always'),
        'URL does not accept the kubeconfig’s credentials: HTTP 401: Unauthorized; log in again, or choose another context',
      ],
    ]
    for (const [title, spoil, told] of CASES) {
      it(title, async () => {
        spoil()
        expect(await trace('web')).to.deep.equal({ code: 1, stdout: '', stderr: `podstart: ${told}\n` })
      })
    }
    it('unreachable', async () => {
      await server.stop()
      const { code, stderr } = await trace('web')
      expect({ code, stderr }).to.deep.equal({
        code: 1,
        stderr: `podstart: cannot list pods in shop of URL: connect ECONNREFUSED ${server.url.slice('https://'.length)}\n`,
      })
      await server.start()
    })
  })

  it('ends with Ctrl-C while it lists, without a word', async () => {
    const fault = server.fail({ resource: 'pods' }, hang(), 'always')
    const stop = new AbortController()
    const run = trace('web', {}, { signal: stop.signal })
    await server.until(() => server.requests.length > 0)
    stop.abort()
    expect(await run).to.deep.equal({ code: 130, stdout: '', stderr: '' })
    fault.remove()
  })

  describe('in a terminal of so many columns draws all spans', () => {
    for (const columns of [0, 5, 12, 20, 39]) {
      it(String(columns), async () => {
        const { code, stdout } = await trace('web', { color: 'never' }, { columns })
        expect([code, stdout.trim().split('\n').length]).to.deep.equal([0, 11])
      })
    }
  })
})
