import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { CONFIG_HELP } from '../../src/cli/config-command.ts'
import { KEYS } from '../../src/cli/settings/settings.ts'
import { podstart, temporaryFolder, type Folder } from '../support/cli.ts'

const LINK = {
  PODSTART_SERVICE_HOST: '10.96.0.12',
  PODSTART_PORT: 'tcp://10.96.0.12:443',
  PODSTART_PORT_443_TCP_PROTO: 'tcp',
}

describe('podstart config', () => {
  let folder: Folder
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => folder.remove())

  it('shows what is in force and where it is from, beside the variables of a Service', async () => {
    const file = folder.write('a.yaml', 'lookback: 5m\ndeadline: 5m\n')
    const env = {
      ...LINK,
      PODSTART_CONFIG: file,
      PODSTART_DEADLINE: '4m',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://me:pw@c',
    }
    const { code, stdout, stderr } = await podstart(['config', '--final-deadline', '3m'], env)
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
    const rows = stdout.split('\n').map((line) => line.split(/ {2,}/))
    expect(rows.map(([name]) => name).filter((name) => name !== 'SETTING')).to.include.members([...KEYS])
    expect(rows.filter(([, , from]) => from !== 'default')).to.deep.equal([
      ['SETTING', 'VALUE', 'FROM'],
      ['deadline', '4m', 'PODSTART_DEADLINE'],
      ['finalDeadline', '3m', 'flag --final-deadline'],
      ['lookback', '5m', `${file}:1`],
      [''],
      ['OTLP', 'VALUE', 'FROM'],
      ['url', 'http://***:***@c/v1/traces', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
      [''],
    ])
  })

  it('-o yaml is a settings file', async () => {
    const first = await podstart(['config', '--namespace', 'a,b', '--namespace', 'c', '--max-pods', '7', '-o', 'yaml'])
    const file = folder.write('a.yaml', first.stdout)
    const again = await podstart(['config', '--config', file, '-o', 'yaml'])
    const settings = (text: string) => text.replaceAll(/ # .*$/gm, '')
    expect(settings(again.stdout)).to.equal(settings(first.stdout))
    expect(first.stdout.split('\n').slice(0, 2)).to.deep.equal([
      'namespace: [a, b, c] # flag --namespace',
      'labelSelector: "" # default',
    ])
    expect({ ...again, stdout: '' }).to.deep.equal({ code: 0, stdout: '', stderr: '' })
  })

  it('-o json', async () => {
    const { code, stdout, stderr } = await podstart(['config', '-o', 'json'], { OTEL_SDK_DISABLED: 'true' })
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
    const { settings, otlp } = JSON.parse(stdout)
    expect(settings.maxPods).to.deep.equal({ value: 100_000, from: 'default' })
    expect(otlp.disabled).to.deep.equal({ value: true, from: 'OTEL_SDK_DISABLED' })
  })

  it('tells all problems at once', async () => {
    const file = folder.write('a.yaml', 'crashWindows: 3s\n')
    const env = {
      PODSTART_LOG_LEVEL: 'loud',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_CERTIFICATE: folder.path('.'),
    }
    expect(await podstart(['config', '--config', file, '--max-pods', '0'], env)).to.deep.equal({
      code: 2,
      stdout: '',
      stderr: [
        'podstart: --max-pods is "0"; expected a whole number from 1 to 1000000',
        'podstart: PODSTART_LOG_LEVEL is "loud"; expected debug, info, warn or error',
        `podstart: unknown key crashWindows in ${file}:1; did you mean crashWindow?`,
        'podstart: OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"; expected http/protobuf, and the endpoint to name the collector’s HTTP port, mostly 4318: gRPC is not spoken here',
        `podstart: OTEL_EXPORTER_OTLP_CERTIFICATE is "${folder.path('.')}"; expected a file that can be read`,
        '',
      ].join('\n'),
    })
  })

  it('tells what is allowed, but seldom meant', async () => {
    const { code, stderr } = await podstart(['config'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317',
      OTEL_RESOURCE_ATTRIBUTES: 'a,host.name=b',
    })
    expect({ code, stderr }).to.deep.equal({
      code: 0,
      stderr: [
        'podstart: OTEL_RESOURCE_ATTRIBUTES: "a" is not key=value; left out',
        'podstart: OTEL_RESOURCE_ATTRIBUTES: host.name names this process, not the pods in the traces; left out',
        'podstart: OTEL_EXPORTER_OTLP_ENDPOINT names port 4317, where collectors mostly take OTLP/gRPC; podstart sends OTLP/HTTP, mostly port 4318',
        '',
      ].join('\n'),
    })
  })

  it('takes a certificate that is there', async () => {
    const file = folder.write('ca.pem', 'PEM')
    const { code, stdout } = await podstart(['config', '-o', 'json'], { OTEL_EXPORTER_OTLP_CERTIFICATE: file })
    expect({ code, certificate: JSON.parse(stdout).otlp.certificate }).to.deep.equal({
      code: 0,
      certificate: { value: file, from: 'OTEL_EXPORTER_OTLP_CERTIFICATE' },
    })
  })

  it('--help tells of all settings', async () => {
    const { code, stdout, stderr } = await podstart(['config', '--help'])
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
    expect(stdout.endsWith(`${CONFIG_HELP}\n`)).to.equal(true)
    expect(stdout.match(/^\S.*:$/gm)).to.deep.equal([
      'Options:',
      'Which pods:',
      'What the traces say:',
      'How long:',
      'Which traces are sent:',
      'How it runs:',
      'What /metrics may hold:',
      'Which pods are stamped, and how:',
      'How the API server reaches it:',
      'Examples:',
    ])
  })

  const WRONG: readonly [args: string, told: string][] = [
    ['config --crash-windo 3s', "error: unknown option '--crash-windo'\n(Did you mean --crash-window?)"],
    [
      'config -o xml',
      "error: option '-o, --output <format>' argument 'xml' is invalid. Allowed choices are table, yaml, json.",
    ],
    ['config a.yaml', "error: too many arguments for 'config'. Expected 0 arguments but got 1: a.yaml."],
  ]
  for (const [args, told] of WRONG) {
    it(args, async () => {
      const run = await podstart(args.split(' '))
      expect(run).to.deep.equal({ code: 2, stdout: '', stderr: `${told}\n(podstart --help tells more)\n` })
    })
  }
})
