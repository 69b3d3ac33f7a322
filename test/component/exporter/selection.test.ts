import { expect } from 'chai'
import { describe, it } from 'mocha'
import { ANSWERS } from '../../support/apiserver/fault-kit.ts'
import { setUp } from '../../support/story.ts'
import { pod, readyPod } from './pods.ts'
import { play } from './play.ts'
import { scenario } from './scenario.ts'
import { outcomes, taken, traceIds } from './sent.ts'

const WEB = { metadata: { labels: { app: 'web' } } }

describe('podstart exporter, for two namespaces and a label', () => {
  const run = scenario(async ({ server, collector, start }) => {
    const listed = ['shop', 'billing'].flatMap((namespace) => [`pods in ${namespace}`, `events in ${namespace}`])
    const exporter = await start(['--namespace', 'shop,billing', '--label-selector', 'app=web'], { listed })
    const leaves = setUp(pod({ name: 'leaves', ...WEB }))
    await play(
      server,
      readyPod({ name: 'web', ...WEB }),
      readyPod({ name: 'bill', namespace: 'billing', ...WEB }),
      readyPod({ name: 'unlabelled' }),
      readyPod({ name: 'elsewhere', namespace: 'other', ...WEB }),
      leaves,
    )
    await play(server, pod({ name: 'leaves', uid: leaves.uid }).added(10))
    await collector.until(() => traceIds(taken(collector)).size === 3)
    const ready = await exporter.get('/readyz')
    exporter.terminate()
    const ended = await exporter.ended
    return {
      sent: taken(collector),
      ready: ready.text,
      code: ended.code,
      requests: server.requests.map(({ verb, path, query }) =>
        [verb, path, query['labelSelector'] ?? query['fieldSelector']].join(' '),
      ),
    }
  })

  it('has two watches for each namespace, and asks for nothing else', () => {
    expect(run.requests.toSorted()).to.deep.equal([
      'watch /api/v1/namespaces/billing/events involvedObject.kind=Pod',
      'watch /api/v1/namespaces/billing/pods app=web',
      'watch /api/v1/namespaces/shop/events involvedObject.kind=Pod',
      'watch /api/v1/namespaces/shop/pods app=web',
    ])
  })
  it('tells of pods that match, and of one that no longer does, that nothing is known of its end', () => {
    expect(outcomes(run.sent)).to.deep.equal(['bill ready', 'leaves unknown', 'web ready'])
  })
  it('is ready when each of them is listed', () => {
    expect(run.ready).to.equal(
      [
        '[+]watch pods in shop: listed',
        '[+]watch events in shop: listed',
        '[+]watch pods in billing: listed',
        '[+]watch events in billing: listed',
        'ok\n',
      ].join('\n'),
    )
  })
  it('ends well', () => {
    expect(run.code).to.equal(0)
  })
})

describe('podstart exporter, where some of it is forbidden', () => {
  const run = scenario(async ({ server, start }) => {
    const forbid = (resource: 'pods' | 'events', namespace: string) =>
      server.fail({ resource, namespace }, ANSWERS.forbidden('watch', resource, namespace), 'always')
    const [, pods] = [forbid('events', 'shop'), forbid('pods', 'billing')]
    const exporter = await start(['--namespace', 'shop,billing'], { listed: ['pods in shop', 'events in billing'] })
    await exporter.says('pods in billing: refused')
    await exporter.says('events in shop: refused')
    const [ready, live] = await Promise.all(['/readyz', '/livez'].map((path) => exporter.get(path)))
    const metrics = await exporter.metrics()
    exporter.terminate()
    const ended = await exporter.ended
    return { ready, live, metrics, ended, asked: pods.met.length }
  })
  const why = (resource: string, namespace: string): string =>
    `HTTP 403: ${resource} is forbidden: User "system:serviceaccount:podstart:podstart" cannot watch resource "${resource}" in API group "" in the namespace "${namespace}"`

  it('says on /readyz what, and why', () => {
    expect(run.ready).to.deep.equal({
      status: 503,
      contentType: 'text/plain; charset=utf-8',
      text: [
        '[+]watch pods in shop: listed',
        `[-]watch events in shop: not listed yet (${why('events', 'shop')})`,
        `[-]watch pods in billing: not listed yet (${why('pods', 'billing')})`,
        '[+]watch events in billing: listed',
        'failed\n',
      ].join('\n'),
    })
  })
  it('is alive', () => {
    expect(run.live?.status).to.equal(200)
  })
  it('counts it, and asks again only once in a while', () => {
    expect({
      refused:
        run.metrics['podstart_watch_interruptions_total{watch="events",watched_namespace="shop",reason="refused"}'],
      asked: run.asked,
    }).to.deep.equal({ refused: 1, asked: 1 })
  })
  it('ends well when it is told to', () => {
    expect(run.ended.code).to.equal(0)
  })
})
