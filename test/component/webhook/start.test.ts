import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import { podstart, startPodstart, temporaryFolder, type Run } from '../../support/cli.ts'
import { takingTurns } from '../exporter/turns.ts'

/** Seconds: a process that only begins takes long where others are at work. */
const LONG = { longest: 50 }

interface Row {
  readonly title: string
  /** PORT, which is not free, and FOLDER stand for what they say. */
  readonly flags: string
  readonly env?: Readonly<Record<string, string>>
  readonly code: number
  readonly told: readonly string[]
}

const ROWS: readonly Row[] = [
  {
    title: 'a port that is in use',
    flags: '--webhook-listen 127.0.0.1:PORT --webhook-health 127.0.0.1:0',
    code: 1,
    told: ['cannot listen on 127.0.0.1:PORT: something else listens there; name another address with --webhook-listen'],
  },
  {
    title: 'a port for its health that is in use',
    flags: '--webhook-listen 127.0.0.1:0 --webhook-health 127.0.0.1:PORT',
    code: 1,
    told: ['cannot listen on 127.0.0.1:PORT: something else listens there; name another address with --webhook-health'],
  },
  {
    title: 'an address of another machine',
    flags: '--webhook-listen 192.0.2.1:8443',
    code: 1,
    told: [
      'cannot listen on 192.0.2.1:8443: listen EADDRNOTAVAIL: address not available 192.0.2.1:8443; name another address with --webhook-listen',
    ],
  },
  {
    title: 'names of clients, and nobody who vouches for them',
    flags: '--client-names kube-apiserver --webhook-listen 127.0.0.1:0',
    code: 2,
    told: [
      'clientNames is "kube-apiserver" (flag --client-names), and clientCa is "" (default); expected clientCa where there are clientNames',
    ],
  },
  {
    title: 'settings that cannot be, all at once',
    flags: '--sampling-ratio 2 --drain -1s --webhook-health 9465 --context child',
    env: { PODSTART_WEBHOOK_LISTEN: '8443', PODSTART_EXCLUDE_NAMESPACE: 'a' },
    code: 2,
    told: [
      '--context is "child"; expected link or parent',
      '--drain is "-1s"; expected a duration from 0s to 10m, like 500ms, 10s or 1m30s',
      '--sampling-ratio is "2"; expected a number from 0 to 1, like 0.1',
      '--webhook-health is "9465"; expected HOST:PORT, like 127.0.0.1:9464, [::1]:9464 or :9464 for every address',
      'PODSTART_WEBHOOK_LISTEN is "8443"; expected HOST:PORT, like 127.0.0.1:9464, [::1]:9464 or :9464 for every address',
      'unknown variable PODSTART_EXCLUDE_NAMESPACE; did you mean PODSTART_EXCLUDE_NAMESPACES?',
    ],
  },
]

describe('podstart webhook does not start with', () => {
  const found: Record<string, Run> = {}
  before(async function () {
    this.timeout(60_000)
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const port = String((taken.address() as AddressInfo).port)
    const all = ROWS.map(async ({ title, flags, env }) => {
      const args = ['webhook', ...flags.replaceAll('PORT', port).split(' ')]
      const run = await takingTurns('short', () => podstart(args, env, LONG))
      found[title] = { ...run, stderr: run.stderr.replaceAll(port, 'PORT') }
    })
    await Promise.all(all)
    taken.close()
  })

  for (const { title, code, told } of ROWS) {
    it(title, () => {
      const { stderr, ...run } = found[title] ?? { stderr: '' }
      // The log tells of the certificate that is not there before there is a place to listen.
      const lines = stderr.split('\n').filter((line) => line.startsWith('podstart: '))
      expect(run).to.deep.equal({ code, stdout: '' })
      expect(lines.toSorted()).to.deep.equal(told.map((line) => `podstart: ${line}`).toSorted())
    })
  }
})

/** Started with what the exporter is to read as well, and ended. */
async function shared(): Promise<Run> {
  const folder = temporaryFolder()
  const config = folder.write('podstart.yaml', 'watchSilence: 2m\nlisten: 127.0.0.1:0\nsamplingRatio: 0.5\ndrain: 0s\n')
  const variables = { PODSTART_WEBHOOK_LISTEN: '127.0.0.1:0' }
  const running = startPodstart(['webhook', '--config', config, '--webhook-health', '127.0.0.1:0'], variables, LONG)
  await running.says('health and metrics on')
  running.terminate()
  const run = await running.ended
  folder.remove()
  return run
}

describe('podstart webhook', () => {
  let settings: Run
  let help: Run
  let foreign: Run
  before(async function () {
    this.timeout(60_000)
    ;[settings, help, foreign] = await Promise.all([
      takingTurns('short', shared),
      takingTurns('short', () => podstart(['webhook', '--help'], {}, LONG)),
      takingTurns('short', () => podstart(['webhook', '--listen', ':1'], {}, LONG)),
    ])
  })

  it('shares its settings file with the exporter, and listens where a variable says', () => {
    expect([settings.code, settings.stdout]).to.deep.equal([0, ''])
    expect(settings.stderr).to.match(/stamping on https:\/\/127\.0\.0\.1:[1-9]\d*\/mutate"/)
  })
  it('tells its flags', () => {
    const { code, stdout, stderr } = help
    const flags = [...stdout.matchAll(/^ {2}(?:-h, )?(--[a-z-]+)/gm)].map(([, flag]) => flag)
    expect({ code, stderr, flags }).to.deep.equal({
      code: 0,
      stderr: '',
      flags: [
        ...['--config', '--help', '--inject-traceparent', '--exclude-namespaces'],
        ...['--webhook-listen', '--tls-cert', '--tls-key', '--client-ca', '--client-names', '--webhook-health'],
        ...['--drain', '--sampling-ratio', '--sampling-ratio-by-namespace'],
        ...['--context', '--annotation-prefix', '--log-level', '--log-format'],
      ],
    })
  })
  it('knows no flags of the exporter', () => {
    expect([foreign.code, foreign.stderr.split('\n')[0]]).to.deep.equal([2, "error: unknown option '--listen'"])
  })
})
