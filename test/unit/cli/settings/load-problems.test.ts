import { expect } from 'chai'
import { describe, it } from 'mocha'
import { loadSettings, type Given } from '../../../../src/cli/settings/load-settings.ts'
import { flagOf, variableOf } from '../../../../src/cli/settings/names.ts'
import type { Key } from '../../../../src/cli/settings/settings.ts'

const problemsOf = (given: Partial<Given>): readonly string[] => {
  const loaded = loadSettings({ flags: {}, variables: {}, ...given })
  return loaded.ok ? [] : loaded.problems
}
const inFile = (text: string) => problemsOf({ file: { name: 'a.yaml', text } })

const DAY = 'a duration from 1ms to 24h, like 500ms, 10s or 1m30s'
const HOUR = 'a duration from 1ms to 1h, like 500ms, 10s or 1m30s'
const NAMESPACES = 'names of namespaces, separated by commas, like shop,web-2'
const MILLION = 'a whole number from 1 to 1000000'
const LISTEN = 'HOST:PORT, like 127.0.0.1:9464, [::1]:9464 or :9464 for every address'
const SELECTOR = 'a label selector like app=web,tier!=test or env in (a, b)'
const LIST = 'names, separated by commas'
const RATIO = 'a number from 0 to 1, like 0.1'
const RATIOS = 'namespaces, each once, with a ratio from 0 to 1, like batch=0.01,shop=0.5'
const PREFIX =
  'a DNS name in lower case, without a slash, like podstart.dev, under which no other project writes a traceparent'
const HELP = 'podstart config --help names all settings'

describe('a setting that does not fit', () => {
  const CASES: readonly [key: Key, text: string, expected: string][] = [
    ['kubeconfig', '', 'the path of a file'],
    ['kubeContext', '', 'a name'],
    ['namespace', 'Shop', NAMESPACES],
    ['namespace', 'a,,b', NAMESPACES],
    ['namespace', 'a.b', NAMESPACES],
    ['namespace', '-a', NAMESPACES],
    ['namespace', 'x'.repeat(64), NAMESPACES],
    ['labelSelector', 'app=web,tier=a=b', `${SELECTOR}; "tier=a=b" is none`],
    ['clusterName', '', 'a name'],
    ['context', 'Link', 'link or parent'],
    ['rootService', '', 'a name'],
    ['annotationPrefix', 'podstart.dev/', PREFIX],
    ['annotationPrefix', 'Podstart.dev', PREFIX],
    ['annotationPrefix', 'tracing.k8s.io', PREFIX],
    ['annotationPrefix', 'opentelemetry.io', PREFIX],
    ['annotationPrefix', '', PREFIX],
    ['annotationPrefix', `${'x.'.repeat(127)}x`, PREFIX],
    ['deadline', '10', DAY],
    ['deadline', '-10s', DAY],
    ['deadline', '10 s', DAY],
    ['deadline', '0s', DAY],
    ['deadline', '24h1ns', DAY],
    ['finalDeadline', '0s', DAY],
    ['crashWindow', '1d', HOUR],
    ['crashWindow', '61m', HOUR],
    ['slowStartup', '60', 'a duration from 0s to 24h, like 500ms, 10s or 1m30s'],
    ['slowPercentile', '100', 'a whole number from 0 to 99'],
    ['slowPercentile', '99.9', 'a whole number from 0 to 99'],
    ['lookback', '61m', 'a duration from 0s to 1h, like 500ms, 10s or 1m30s'],
    ['watchSilence', '0s', DAY],
    ['livenessSilence', 'never', DAY],
    ['listen', '9464', LISTEN],
    ['maxPods', '0', MILLION],
    ['maxPods', '1e3', MILLION],
    ['maxPods', '1.5', MILLION],
    ['queueSpans', '1000001', MILLION],
    ['record', '', 'the path of a file'],
    ['metricSets', '3', 'a whole number from 4 to 1000000'],
    ['metricLife', '0s', 'a duration from 1m to 8760h, like 500ms, 10s or 1m30s'],
    ['samplingRatio', '1.1', RATIO],
    ['samplingRatio', '10%', RATIO],
    ['samplingRatio', '', RATIO],
    ['samplingRatioByNamespace', 'batch', RATIOS],
    ['samplingRatioByNamespace', 'batch=', RATIOS],
    ['samplingRatioByNamespace', '=0.1', RATIOS],
    ['samplingRatioByNamespace', 'batch=1.1', RATIOS],
    ['samplingRatioByNamespace', 'batch=10%', RATIOS],
    ['samplingRatioByNamespace', 'Batch=1', RATIOS],
    ['samplingRatioByNamespace', 'a=1,', RATIOS],
    ['samplingRatioByNamespace', 'a=1=1', RATIOS],
    ['samplingRatioByNamespace', 'a=0.1,a=0.2', RATIOS],
    ['samplingRatioByNamespace', '0.1', RATIOS],
    ['excludeNamespaces', 'kube-*', NAMESPACES],
    ['excludeNamespaces', 'a,', NAMESPACES],
    ['injectTraceparent', 'true', 'off or on'],
    ['webhookListen', '8443', LISTEN],
    ['tlsCert', '', 'the path of a file'],
    ['tlsKey', '', 'the path of a file'],
    ['clientCa', '', 'the path of a file'],
    ['clientNames', ',', LIST],
    ['clientNames', 'a,,b', LIST],
    ['webhookHealth', 'localhost', LISTEN],
    ['drain', '15', 'a duration from 0s to 10m, like 500ms, 10s or 1m30s'],
    ['drain', '11m', 'a duration from 0s to 10m, like 500ms, 10s or 1m30s'],
    ['logLevel', 'trace', 'debug, info, warn or error'],
    ['logFormat', 'JSON', 'auto, text or json'],
  ]
  for (const [key, text, expected] of CASES) {
    const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text
    it(`flag ${flagOf(key)} "${shown}"`, () => {
      expect(problemsOf({ flags: { [key]: text } })).to.deep.equal([
        `${flagOf(key)} is "${shown}"; expected ${expected}`,
      ])
    })
    it(`variable ${variableOf(key)}="${shown}"`, () => {
      expect(problemsOf({ variables: { [variableOf(key)]: text } })).to.deep.equal([
        `${variableOf(key)} is "${shown}"; expected ${expected}`,
      ])
    })
    it(`file ${key}: "${shown}"`, () => {
      expect(inFile(`\n${key}: ${JSON.stringify(text)}`)).to.deep.equal([
        `${key} in a.yaml:2 is "${shown}"; expected ${expected}`,
      ])
    })
  }
  it('is shown in one line, without escape codes', () => {
    expect(problemsOf({ flags: { rootService: 'a\u001b[31m\nb' } })).to.deep.equal([
      '--root-service is "a [31m b"; expected a name',
    ])
  })
  it('is told of where another place has the last word', () => {
    expect(problemsOf({ flags: { deadline: '5m' }, variables: { PODSTART_DEADLINE: '5' } })).to.deep.equal([
      `PODSTART_DEADLINE is "5"; expected ${DAY}`,
    ])
  })
})

describe('a variable that nobody knows', () => {
  const CASES: readonly [variable: string, problem: string][] = [
    ['PODSTART_CRASH_WINDOWS', 'unknown variable PODSTART_CRASH_WINDOWS; did you mean PODSTART_CRASH_WINDOW?'],
    ['PODSTART_CRASHWINDOW', 'unknown variable PODSTART_CRASHWINDOW; did you mean PODSTART_CRASH_WINDOW?'],
    ['PODSTART_CONFG', 'unknown variable PODSTART_CONFG; did you mean PODSTART_CONFIG?'],
    ['PODSTART_ENDPOINT', `unknown variable PODSTART_ENDPOINT; ${HELP}`],
    ['PODSTART_', `unknown variable PODSTART_; ${HELP}`],
    ['PODSTART_PORT', `unknown variable PODSTART_PORT; ${HELP}`],
  ]
  for (const [variable, problem] of CASES) {
    it(variable, () => {
      expect(problemsOf({ variables: { [variable]: '9464' } })).to.deep.equal([problem])
    })
  }
  it('is none of those that Kubernetes puts there for a Service', () => {
    const variables = {
      PODSTART_SERVICE_HOST: '10.96.0.12',
      PODSTART_SERVICE_PORT: '443',
      PODSTART_SERVICE_PORT_WEBHOOK: '443',
      PODSTART_PORT: 'tcp://10.96.0.12:443',
      PODSTART_PORT_443_TCP: 'tcp://10.96.0.12:443',
      PODSTART_PORT_443_TCP_ADDR: '10.96.0.12',
      PODSTART_PORT_443_TCP_PORT: '443',
      PODSTART_PORT_443_TCP_PROTO: 'tcp',
      PODSTART_EXPORTER_SERVICE_HOST: '10.96.0.13',
      PODSTART_EXPORTER_PORT_9464_TCP: 'tcp://10.96.0.13:9464',
    }
    expect(problemsOf({ variables })).to.deep.equal([])
  })
  it('is not PODSTART_CONFIG', () => {
    expect(problemsOf({ variables: { PODSTART_CONFIG: 'a.yaml' } })).to.deep.equal([])
  })
})

describe('settings that do not go together', () => {
  const SILENCE = 'expected livenessSilence to be longer than watchSilence'
  const CASES: readonly [title: string, given: Partial<Given>, problems: readonly string[]][] = [
    ['finalDeadline over deadline: the earlier one counts', { flags: { deadline: '1m' } }, []],
    ['livenessSilence just over watchSilence', { flags: { livenessSilence: '2m1ns' } }, []],
    [
      'livenessSilence as long as watchSilence',
      { variables: { PODSTART_LIVENESS_SILENCE: '60s' }, file: { name: 'a.yaml', text: 'watchSilence: 1m' } },
      [`livenessSilence is "60s" (PODSTART_LIVENESS_SILENCE), and watchSilence is "1m" (a.yaml:1); ${SILENCE}`],
    ],
    [
      'clientNames without clientCa: no certificate would be asked for',
      { variables: { PODSTART_CLIENT_NAMES: 'a,b' } },
      [
        'clientNames is "a,b" (PODSTART_CLIENT_NAMES), and clientCa is "" (default); expected clientCa where there are clientNames',
      ],
    ],
    ['clientNames with clientCa', { flags: { clientNames: 'a', clientCa: 'ca.crt' } }, []],
    ['clientCa without clientNames: any of its certificates will do', { flags: { clientCa: 'ca.crt' } }, []],
    // Who knows what was meant.
    [
      'but for one that was not read',
      { flags: { watchSilence: '30', livenessSilence: '1m' } },
      [`--watch-silence is "30"; expected ${DAY}`],
    ],
    [
      'but for one without a value',
      { flags: { livenessSilence: '1m' }, file: { name: 'a.yaml', text: 'watchSilence:' } },
      ['watchSilence in a.yaml:1 has no value; expected one text or number, or no such line'],
    ],
    [
      'but for a file that was not read',
      { flags: { livenessSilence: '1m' }, file: { name: 'a', problem: 'a: no' } },
      ['a: no'],
    ],
  ]
  for (const [title, given, problems] of CASES) {
    it(title, () => {
      expect(problemsOf(given)).to.deep.equal(problems)
    })
  }
})

describe('all problems', () => {
  it('are told at once: of flags, variables, the file, and what does not go together', () => {
    const problems = problemsOf({
      flags: { maxPods: 'x' },
      variables: { PODSTART_MAX_POD: '1', PODSTART_LOG_LEVEL: 'x' },
      file: { name: 'a.yaml', text: 'lookback: 2h\nqueueSpan: 1\nwatchSilence: 20m\n' },
    })
    expect(problems).to.deep.equal([
      `--max-pods is "x"; expected ${MILLION}`,
      'unknown variable PODSTART_MAX_POD; did you mean PODSTART_MAX_PODS?',
      'PODSTART_LOG_LEVEL is "x"; expected debug, info, warn or error',
      'unknown key queueSpan in a.yaml:2; did you mean queueSpans?',
      'lookback in a.yaml:1 is "2h"; expected a duration from 0s to 1h, like 500ms, 10s or 1m30s',
      'livenessSilence is "10m" (default), and watchSilence is "20m" (a.yaml:3); expected livenessSilence to be longer than watchSilence',
    ])
  })
})
