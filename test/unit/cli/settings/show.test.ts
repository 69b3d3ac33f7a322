import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readEnvironment } from '../../../../src/cli/config.ts'
import { inForce } from '../../../../src/cli/settings/in-force.ts'
import { loadSettings, type Given } from '../../../../src/cli/settings/load-settings.ts'
import { otlpTarget } from '../../../../src/cli/settings/otlp-target.ts'
import { SHOW, type Format } from '../../../../src/cli/settings/show.ts'

/** What `podstart config` shows. */
function shown(format: Format, given: Partial<Given>, env: Readonly<Record<string, string>> = {}): string {
  const loaded = loadSettings({ flags: {}, variables: {}, ...given })
  const environment = readEnvironment(env)
  const target = otlpTarget(environment.otel, () => true)
  if (!loaded.ok || !target.ok) throw new Error('expected settings that are good')
  return SHOW[format](inForce(loaded, target, environment))
}

const GIVEN: Partial<Given> = {
  flags: { namespace: ['shop', 'web'], deadline: '300s' },
  variables: { PODSTART_ROOT_SERVICE: '- "a": # b', PODSTART_CLUSTER_NAME: '0123' },
  file: { name: 'conf/a.yaml', text: 'listen: ":9464"\nmaxPods: 7\nlabelSelector: app in (a, b),!c\n' },
}
const ENV = {
  OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:secret@collector:4318',
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=secret',
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-tenant=secret',
  OTEL_EXPORTER_OTLP_TIMEOUT: '500',
  OTEL_EXPORTER_OTLP_CERTIFICATE: '/etc/ca.pem',
  OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=prod,host.name=node-1,team=a%20b',
}

describe('what is in force', () => {
  it('as a table', () => {
    expect(shown('table', GIVEN, ENV).split('\n')).to.deep.equal([
      'SETTING             VALUE                                     FROM',
      'kubeconfig          -                                         default',
      'kubeContext         -                                         default',
      'namespace           shop,web                                  flag --namespace',
      'labelSelector       app in (a, b),!c                          conf/a.yaml:3',
      'clusterName         0123                                      PODSTART_CLUSTER_NAME',
      'context             link                                      default',
      'rootService         - "a": # b                                PODSTART_ROOT_SERVICE',
      'annotationPrefix    podstart.dev                              default',
      'deadline            300s                                      flag --deadline',
      'finalDeadline       2m                                        default',
      'crashWindow         10s                                       default',
      'slowStartup         60s                                       default',
      'lookback            0s                                        default',
      'watchSilence        2m                                        default',
      'livenessSilence     10m                                       default',
      'listen              :9464                                     conf/a.yaml:1',
      'maxPods             7                                         conf/a.yaml:2',
      'queueSpans          50000                                     default',
      'record              -                                         default',
      'logLevel            info                                      default',
      'logFormat           auto                                      default',
      '',
      'OTLP                VALUE                                     FROM',
      'url                 https://***:***@collector:4318/v1/traces  OTEL_EXPORTER_OTLP_ENDPOINT',
      'protocol            http/protobuf                             default',
      'headers             authorization,x-tenant                    OTEL_EXPORTER_OTLP_HEADERS, OTEL_EXPORTER_OTLP_TRACES_HEADERS',
      'timeout             500ms                                     OTEL_EXPORTER_OTLP_TIMEOUT',
      'compression         none                                      default',
      'certificate         /etc/ca.pem                               OTEL_EXPORTER_OTLP_CERTIFICATE',
      'clientCertificate   -                                         default',
      'clientKey           -                                         default',
      'disabled            false                                     default',
      'resourceAttributes  deployment.environment=prod,team=a b      OTEL_RESOURCE_ATTRIBUTES',
      '',
    ])
  })

  it('as YAML: a settings file, with nothing of OTLP', () => {
    expect(shown('yaml', GIVEN, ENV).split('\n')).to.deep.equal([
      'namespace: [shop, web] # flag --namespace',
      'labelSelector: app in (a, b),!c # conf/a.yaml:3',
      'clusterName: "0123" # PODSTART_CLUSTER_NAME',
      'context: link # default',
      `rootService: '- "a": # b' # PODSTART_ROOT_SERVICE`,
      'annotationPrefix: podstart.dev # default',
      'deadline: 300s # flag --deadline',
      'finalDeadline: 2m # default',
      'crashWindow: 10s # default',
      'slowStartup: 60s # default',
      'lookback: 0s # default',
      'watchSilence: 2m # default',
      'livenessSilence: 10m # default',
      'listen: :9464 # conf/a.yaml:1',
      'maxPods: 7 # conf/a.yaml:2',
      'queueSpans: 50000 # default',
      'logLevel: info # default',
      'logFormat: auto # default',
      '# kubeconfig is not set',
      '# kubeContext is not set',
      '# record is not set',
      '',
    ])
  })

  it('as JSON', () => {
    const byDefault = (value: unknown) => ({ value, from: 'default' })
    const text = shown('json', GIVEN, ENV)
    expect(text.endsWith('\n}\n')).to.equal(true)
    expect(JSON.parse(text)).to.deep.equal({
      settings: {
        kubeconfig: byDefault(null),
        kubeContext: byDefault(null),
        namespace: { value: ['shop', 'web'], from: 'flag --namespace' },
        labelSelector: { value: 'app in (a, b),!c', from: 'conf/a.yaml:3' },
        clusterName: { value: '0123', from: 'PODSTART_CLUSTER_NAME' },
        context: byDefault('link'),
        rootService: { value: '- "a": # b', from: 'PODSTART_ROOT_SERVICE' },
        annotationPrefix: byDefault('podstart.dev'),
        deadline: { value: '300s', from: 'flag --deadline' },
        finalDeadline: byDefault('2m'),
        crashWindow: byDefault('10s'),
        slowStartup: byDefault('60s'),
        lookback: byDefault('0s'),
        watchSilence: byDefault('2m'),
        livenessSilence: byDefault('10m'),
        listen: { value: ':9464', from: 'conf/a.yaml:1' },
        maxPods: { value: 7, from: 'conf/a.yaml:2' },
        queueSpans: byDefault(50_000),
        record: byDefault(null),
        logLevel: byDefault('info'),
        logFormat: byDefault('auto'),
      },
      otlp: {
        url: { value: 'https://***:***@collector:4318/v1/traces', from: 'OTEL_EXPORTER_OTLP_ENDPOINT' },
        protocol: byDefault('http/protobuf'),
        headers: {
          value: ['authorization', 'x-tenant'],
          from: 'OTEL_EXPORTER_OTLP_HEADERS, OTEL_EXPORTER_OTLP_TRACES_HEADERS',
        },
        timeout: { value: '500ms', from: 'OTEL_EXPORTER_OTLP_TIMEOUT' },
        compression: byDefault('none'),
        certificate: { value: '/etc/ca.pem', from: 'OTEL_EXPORTER_OTLP_CERTIFICATE' },
        clientCertificate: byDefault(null),
        clientKey: byDefault(null),
        disabled: byDefault(false),
        resourceAttributes: {
          value: ['deployment.environment=prod', 'team=a b'],
          from: 'OTEL_RESOURCE_ATTRIBUTES',
        },
      },
    })
  })

  for (const format of ['table', 'yaml', 'json'] as const) {
    it(`as ${format}, never with what is secret`, () => {
      const query = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://me:secret@collector/v1/traces?key=secret' }
      expect(shown(format, GIVEN, { ...ENV, ...query })).to.not.include('secret')
    })
  }
})

describe('what is shown as YAML', () => {
  const ODD = [
    '- a',
    'a: b',
    '# a',
    '"a"',
    "'",
    '*x',
    '&x',
    '!x',
    '%x',
    '@x',
    '1e3',
    'null',
    '~',
    'true',
    '0x1',
    '{',
    'ü',
  ]
  const CASES: readonly Partial<Given>[] = [
    {},
    GIVEN,
    { flags: { listen: '[::1]:0' } },
    { flags: { namespace: ['1', 'true', 'null'] } },
    { flags: { labelSelector: '!a' } },
    { flags: { kubeconfig: '/a b/c', kubeContext: 'x@y', record: './a.jsonl' } },
    { flags: { labelSelector: Array.from({ length: 40 }, (_, i) => `key-${i} in (value-a, value-b)`).join(',') } },
    { flags: { namespace: Array.from({ length: 40 }, (_, i) => `namespace-${i}`) } },
    ...ODD.map((rootService) => ({ flags: { rootService } })),
  ]
  for (const given of CASES) {
    it(`is read as the same settings: ${JSON.stringify(given.flags)?.slice(0, 60)}`, () => {
      const before = loadSettings({ flags: {}, variables: {}, ...given })
      const file = { name: 'a.yaml', text: shown('yaml', given) }
      const after = loadSettings({ flags: {}, variables: {}, file })
      expect(after.ok ? after.settings : after.problems).to.deep.equal(before.ok && before.settings)
    })
  }
  it('has each setting in a line of its own, however long', () => {
    const labelSelector = Array.from({ length: 40 }, (_, i) => `key-${i} in (value-a, value-b)`).join(',')
    const lines = shown('yaml', { flags: { labelSelector } }).split('\n')
    expect(lines.filter((line) => !/^(# )?[a-zA-Z]+( is not set$|: .* # )/.test(line))).to.deep.equal([''])
  })
})
