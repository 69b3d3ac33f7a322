import { expect } from 'chai'
import { describe, it } from 'mocha'
import packageJson from '../../../package.json' with { type: 'json' }
import { readItems } from '../../support/recordings.ts'
import { completedPod, crashedPod, deletedPod, failedPod, pendingPod, readyPod, traceIdOf } from './pods.ts'
import { play, tell } from './play.ts'
import { scenario } from './scenario.ts'
import { expectSame, namesOf, outcomes, readWhole, replayed, rules, taken, traceIds, type WireSpan } from './sent.ts'
import { logOf, countedIn } from './stage.ts'

/** Pods of the recording, which are stamped. */
const ROLLED_OUT = 8

describe('podstart exporter', () => {
  const run = scenario(async ({ server, collector, folder, start }) => {
    tell(server, 600, readyPod({ name: 'early' }))
    const recording = folder.path('all.jsonl')
    const filesOf = () => folder.names().filter((name) => name.startsWith('all.jsonl'))
    const exporter = await start(['--record', recording])
    const pods = [
      readyPod({ name: 'web' }),
      crashedPod({ name: 'crash' }),
      deletedPod({ name: 'gone' }),
      completedPod({ name: 'job' }),
      failedPod({ name: 'failed' }),
    ]
    const rollout = { items: readItems('rollout-two-nodes') }
    const late = pendingPod({ name: 'late' })
    const told = (await Promise.all([play(server, ...pods, late), play(server, rollout)])).flat()
    await collector.until(() => traceIds(taken(collector)).size === pods.length + ROLLED_OUT)
    const filesBefore = filesOf()
    const [metrics, live, ready, home, nowhere] = await Promise.all([
      exporter.metrics(),
      ...['/livez', '/readyz', '/', '/nowhere'].map((path) => exporter.get(path)),
    ])
    exporter.terminate()
    const ended = await exporter.ended
    const items = await readWhole(recording)
    // A replay goes on after its end, the exporter does not.
    const settled = ({ traceId }: WireSpan): boolean => traceId !== traceIdOf(late)
    return {
      sent: taken(collector),
      told: replayed(told, rules()).filter(settled),
      recorded: replayed(items, rules()).filter(settled),
      items: items.length,
      metrics,
      pages: { live, ready, home, nowhere },
      ended,
      files: { before: filesBefore, after: filesOf() },
      requests: server.requests.map(({ path, verb, headers }) => `${verb} ${path} by ${headers['user-agent']}`),
      connections: server.connections.opened,
      posts: collector.received.map(({ method, path, contentType }) => `${method} ${path} ${contentType}`),
      urls: { server: server.url, collector: collector.url },
    }
  })

  it('tells of every pod that starts, once, and of none that had started before', () => {
    expect(outcomes(run.sent).map((line) => line.replace(/^shop-\S+/, 'shop-…'))).to.deep.equal([
      'crash crashed',
      'failed failed',
      'gone deleted',
      'job completed',
      ...Array(ROLLED_OUT).fill('shop-… ready'),
      'web ready',
    ])
  })
  it('sends, to the byte, what its own recording replays to', () => {
    expectSame(run.sent, run.recorded)
  })
  it('sends the spans that a replay of what happened has', () => {
    expect(namesOf(run.sent)).to.deep.equal(namesOf(run.told))
  })
  it('posts them as OTLP/JSON, when it is told to', () => {
    expect(new Set(run.posts)).to.deep.equal(new Set(['POST /v1/traces application/json']))
  })
  it('needs one watch of pods and one of Events, on a connection each', () => {
    const by = `by podstart/${packageJson.version}`
    expect({ requests: run.requests.toSorted(), connections: run.connections }).to.deep.equal({
      requests: [`watch /api/v1/events ${by}`, `watch /api/v1/pods ${by}`],
      connections: 2,
    })
  })
  const startupsOf = (namespace: string, workload: string, outcome: string): string =>
    `podstart_startup_duration_seconds_count{namespace="${namespace}",workload="${workload}",outcome="${outcome}"}`
  const startupCounts = {
    [startupsOf('s-rollout-two-nodes', 'shop', 'ready')]: ROLLED_OUT,
    ...Object.fromEntries(
      ['ready', 'deleted', 'crashed', 'completed', 'failed'].map((outcome) => [
        startupsOf('shop', '(bare)', outcome),
        1,
      ]),
    ),
  }
  it('shows what it counts', () => {
    expect(countedIn(run.metrics)).to.deep.equal({
      [`podstart_build_info{version="${packageJson.version}"}`]: 1,
      'podstart_watch_requests_total{watch="pods",watched_namespace="*",verb="watch"}': 1,
      'podstart_watch_requests_total{watch="events",watched_namespace="*",verb="watch"}': 1,
      'podstart_watch_items_total{watch="pods",watched_namespace="*",type="ADDED"}': 15,
      'podstart_watch_items_total{watch="pods",watched_namespace="*",type="BOOKMARK"}': 1,
      'podstart_watch_items_total{watch="pods",watched_namespace="*",type="MODIFIED"}': 44,
      'podstart_watch_items_total{watch="pods",watched_namespace="*",type="DELETED"}': 1,
      'podstart_watch_items_total{watch="events",watched_namespace="*",type="ADDED"}': 68,
      'podstart_watch_items_total{watch="events",watched_namespace="*",type="BOOKMARK"}': 1,
      'podstart_watch_up{watch="pods",watched_namespace="*"}': 1,
      'podstart_watch_up{watch="events",watched_namespace="*"}': 1,
      podstart_pods_tracked: 1,
      'podstart_startups_total{outcome="ready"}': 1 + ROLLED_OUT,
      'podstart_startups_total{outcome="deleted"}': 1,
      'podstart_startups_total{outcome="crashed"}': 1,
      'podstart_startups_total{outcome="completed"}': 1,
      'podstart_startups_total{outcome="failed"}': 1,
      'podstart_sampling_total{decision="sent",reason="error"}': 3,
      'podstart_sampling_total{decision="sent",reason="ratio"}': ROLLED_OUT,
      'podstart_sampling_total{decision="sent",reason="unstamped"}': 2,
      ...startupCounts,
      'podstart_workload_revision_info{namespace="s-rollout-two-nodes",workload="shop",revision="96f6754f6"}': 1,
      'podstart_stamps_total{stamp="none"}': 5,
      'podstart_stamps_total{stamp="trusted"}': ROLLED_OUT,
      'podstart_skipped_total{kind="pods_started_before"}': 1,
      podstart_spans_sent_total: run.sent.length,
      podstart_export_duration_seconds_count: run.posts.length,
    })
  })
  it('says in its log where it is and what it has told', () => {
    const lines = logOf(run.ended).filter(({ msg }) => !/^(sent |s-rollout)/.test(msg))
    expect(lines.map(({ level, msg }) => `${level} ${msg.replace(/(shop\/\w+: \w+) .*/, '$1')}`)).to.have.members([
      `info podstart ${packageJson.version} watches ${run.urls.server}/ (all namespaces)`,
      `info traces go to ${run.urls.collector}/v1/traces by http/json`,
      'info health and metrics on ADDRESS',
      'info pods: listed, watching',
      'info events: listed, watching',
      'debug shop/web: ready',
      'info shop/gone: deleted',
      'info shop/crash: crashed',
      'debug shop/job: completed',
      'info shop/failed: failed',
      'warn 1 startups were under way and are not told; --lookback tells them after a restart, as far as Events are there',
      'info stopped',
    ])
  })
  it('ends well, and quietly on stdout', () => {
    expect({ ...run.ended, stderr: '' }).to.deep.equal({ code: 0, stdout: '', stderr: '' })
  })
  it('has recorded each item once', () => {
    const counted = Object.entries(run.metrics).filter(([name]) => name.startsWith('podstart_watch_items_total'))
    expect(counted.reduce((sum, [, value]) => sum + value, 0)).to.equal(run.items)
  })
  it('has a recording when it is whole', () => {
    expect(run.files.before.map((name) => name.replace(/\d+$/, 'PID'))).to.deep.equal(['all.jsonl.partial-PID'])
    expect(run.files.after).to.deep.equal(['all.jsonl'])
  })

  const PAGES = [
    ['live', 200, '[+]watch pods: last byte 0 s ago\n[+]watch events: last byte 0 s ago\nok\n'],
    ['ready', 200, '[+]watch pods: listed\n[+]watch events: listed\nok\n'],
    ['home', 200, 'podstart exporter: /livez /readyz /metrics\n'],
    ['nowhere', 404, 'not found: /livez /readyz /metrics\n'],
  ] as const
  for (const [page, status, text] of PAGES) {
    it(`answers: ${page}`, () => {
      const { text: found = '', ...more } = run.pages[page] ?? {}
      expect({ ...more, text: found.replaceAll(/\d+ s ago/g, '0 s ago') }).to.deep.equal({
        status,
        contentType: 'text/plain; charset=utf-8',
        text,
      })
    })
  }
})
