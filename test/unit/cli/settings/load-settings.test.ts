import { expect } from 'chai'
import { describe, it } from 'mocha'
import { loadSettings, type Given } from '../../../../src/cli/settings/load-settings.ts'
import { flagOf, variableOf } from '../../../../src/cli/settings/names.ts'
import { DEFAULT_TEXTS, DEFAULTS } from '../../../../src/cli/settings/schema.ts'
import { KEYS, settingOf, type Key, type Settings } from '../../../../src/cli/settings/settings.ts'
import { millis, seconds } from '../../../../src/observe/nanos.ts'
import { DEFAULT_PREFIX } from '../../../../src/observe/annotation-keys.ts'
import { SETTLE_RULES } from '../../../../src/timeline/verdict.ts'

const NOTHING: Given = { flags: {}, variables: {} }
const FROM_DEFAULTS = Object.fromEntries(KEYS.map((key) => [key, 'default']))

/** Something else than the default for each setting: as it is written, and what it means. */
const OTHERS: { readonly [K in Key]: readonly [text: string, value: Settings[K]] } = {
  kubeconfig: ['/etc/kube config', '/etc/kube config'],
  kubeContext: ['kind-kind', 'kind-kind'],
  namespace: ['shop,web-2', ['shop', 'web-2']],
  labelSelector: ['app in (a, b),!x', 'app in (a, b),!x'],
  clusterName: ['prod: 1', 'prod: 1'],
  context: ['parent', 'parent'],
  rootService: ['startups', 'startups'],
  annotationPrefix: ['traces.example.com', 'traces.example.com'],
  deadline: ['1h', seconds(3_600)],
  finalDeadline: ['1m30s', seconds(90)],
  crashWindow: ['500ms', millis(500)],
  slowStartup: ['0s', seconds(0)],
  slowPercentile: ['0', 0],
  lookback: ['1h', seconds(3_600)],
  watchSilence: ['1.5s', millis(1_500)],
  livenessSilence: ['24h', seconds(86_400)],
  listen: ['[::1]:0', { host: '::1', port: 0 }],
  maxPods: ['1', 1],
  queueSpans: ['1000000', 1_000_000],
  record: ['/tmp/a.jsonl', '/tmp/a.jsonl'],
  metricNamespaces: ['1', 1],
  metricWorkloads: ['2', 2],
  metricNodes: ['3', 3],
  metricRegistries: ['4', 4],
  metricRepositories: ['5', 5],
  metricReasons: ['6', 6],
  metricRevisions: ['7', 7],
  metricSets: ['8', 8],
  metricLife: ['1m', seconds(60)],
  samplingRatio: ['.25', 0.25],
  samplingRatioByNamespace: [
    'batch=.01, shop = 1',
    new Map([
      ['batch', 0.01],
      ['shop', 1],
    ]),
  ],
  excludeNamespaces: ['shop,web-2', ['shop', 'web-2']],
  injectTraceparent: ['on', 'on'],
  webhookListen: ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
  tlsCert: ['/run/tls/a b.crt', '/run/tls/a b.crt'],
  tlsKey: ['./tls.key', './tls.key'],
  clientCa: ['/run/tls/ca.crt', '/run/tls/ca.crt'],
  // With names there must be authorities too: see below.
  clientNames: ['', []],
  webhookHealth: [':9465', { host: '', port: 9465 }],
  drain: ['0s', seconds(0)],
  logLevel: ['debug', 'debug'],
  logFormat: ['json', 'json'],
}

const PLACES: readonly [name: string, given: (key: Key, text: string) => Given, source: (key: Key) => string][] = [
  ['flag', (key, text) => ({ flags: { [key]: text }, variables: {} }), (key) => `flag ${flagOf(key)}`],
  ['variable', (key, text) => ({ flags: {}, variables: { [variableOf(key)]: text } }), variableOf],
  [
    'file',
    (key, text) => ({ ...NOTHING, file: { name: 'a.yaml', text: `# Ours\n${key}: ${JSON.stringify(text)}\n` } }),
    () => 'a.yaml:2',
  ],
]

describe('settings', () => {
  it('without anything: the defaults', () => {
    expect(loadSettings(NOTHING)).to.deep.equal({
      ok: true,
      settings: {
        namespace: [],
        labelSelector: '',
        clusterName: 'kubernetes',
        context: 'link',
        annotationPrefix: DEFAULT_PREFIX,
        deadline: SETTLE_RULES.deadline,
        finalDeadline: SETTLE_RULES.finalDeadline,
        crashWindow: SETTLE_RULES.crashWindow,
        slowStartup: seconds(60),
        slowPercentile: 95,
        lookback: seconds(0),
        watchSilence: seconds(120),
        livenessSilence: seconds(600),
        listen: { host: '127.0.0.1', port: 9464 },
        maxPods: 100_000,
        queueSpans: 50_000,
        metricNamespaces: 200,
        metricWorkloads: 500,
        metricNodes: 1_000,
        metricRegistries: 20,
        metricRepositories: 500,
        metricReasons: 50,
        metricRevisions: 1_000,
        metricSets: 2_000,
        metricLife: seconds(86_400),
        samplingRatio: 1,
        samplingRatioByNamespace: new Map(),
        excludeNamespaces: ['kube-system', 'kube-node-lease'],
        injectTraceparent: 'off',
        webhookListen: { host: '', port: 8443 },
        tlsCert: '/etc/podstart/tls/tls.crt',
        tlsKey: '/etc/podstart/tls/tls.key',
        clientNames: [],
        webhookHealth: { host: '127.0.0.1', port: 9465 },
        drain: seconds(15),
        logLevel: 'info',
        logFormat: 'auto',
      },
      sources: FROM_DEFAULTS,
      texts: DEFAULT_TEXTS,
    })
  })

  for (const [place, given, source] of PLACES) {
    for (const key of KEYS) {
      const [text, value] = OTHERS[key]
      it(`${key} from a ${place}`, () => {
        expect(loadSettings(given(key, text))).to.deep.equal({
          ok: true,
          settings: { ...DEFAULTS, [key]: value },
          sources: { ...FROM_DEFAULTS, [key]: source(key) },
          texts: { ...DEFAULT_TEXTS, [key]: text },
        })
      })
    }
  }

  describe('from several places: the first of flag, variable, file, default', () => {
    const flags = { deadline: '11m' }
    const variables = { PODSTART_DEADLINE: '12m' }
    const file = { name: 'a.yaml', text: 'deadline: 13m' }
    const CASES: readonly [title: string, given: Given, minutes: number, source: string][] = [
      ['all', { flags, variables, file }, 11, 'flag --deadline'],
      ['flag and file', { flags, variables: {}, file }, 11, 'flag --deadline'],
      ['variable and file', { flags: {}, variables, file }, 12, 'PODSTART_DEADLINE'],
      ['file', { flags: {}, variables: {}, file }, 13, 'a.yaml:1'],
      ['none', NOTHING, 10, 'default'],
    ]
    for (const [title, given, minutes, source] of CASES) {
      it(title, () => {
        const loaded = loadSettings(given)
        expect(loaded.ok && [loaded.settings, loaded.texts, loaded.sources.deadline]).to.deep.equal([
          { ...DEFAULTS, deadline: seconds(minutes * 60) },
          { ...DEFAULT_TEXTS, deadline: `${minutes}m` },
          source,
        ])
      })
    }
    it('each setting for itself', () => {
      const loaded = loadSettings({
        flags: { deadline: '11m' },
        variables: { PODSTART_CRASH_WINDOW: '12s', PODSTART_DEADLINE: '5m' },
        file: { name: 'a.yaml', text: 'lookback: 13s\ncrashWindow: 5s' },
      })
      expect(loaded.ok && loaded.sources).to.deep.equal({
        ...FROM_DEFAULTS,
        deadline: 'flag --deadline',
        crashWindow: 'PODSTART_CRASH_WINDOW',
        lookback: 'a.yaml:1',
      })
    })
  })

  describe('of a default', () => {
    for (const key of KEYS) {
      it(`${key} is read as any other`, () => {
        expect(key in DEFAULTS).to.equal(settingOf(key).default !== undefined)
      })
    }
  })
})
