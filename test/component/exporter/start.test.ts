import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { podstart, type Run } from '../../support/cli.ts'
import { scenario } from './scenario.ts'
import { takingTurns } from './turns.ts'

interface Row {
  readonly title: string
  /** FOLDER, KUBECONFIG and PORT, which is not free, stand for what they say. */
  readonly flags?: string
  readonly env?: Readonly<Record<string, string>>
  readonly code: number
  readonly told: readonly string[]
}

const ROWS: readonly Row[] = [
  {
    title: 'no kubeconfig anywhere',
    code: 2,
    told: [
      'no cluster to watch: set KUBECONFIG or --kubeconfig, have a current context in ~/.kube/config, or run in a pod',
    ],
  },
  {
    title: 'a context that is not there',
    flags: '--kubeconfig KUBECONFIG --kube-context red',
    code: 2,
    told: ['the kubeconfig has no context "red"; it has test'],
  },
  {
    title: 'a kubeconfig that is not there',
    flags: '--kubeconfig FOLDER/none',
    code: 2,
    told: ["the kubeconfig FOLDER/none cannot be read: ENOENT: no such file or directory, open 'FOLDER/none'"],
  },
  {
    title: 'a recording of several namespaces, which does not tell their watches apart',
    flags: '--kubeconfig KUBECONFIG --namespace a,b --record FOLDER/a.jsonl',
    code: 2,
    told: ['--record takes all namespaces or one: a recording does not tell the watches of several apart'],
  },
  {
    title: 'a port that is in use',
    flags: '--kubeconfig KUBECONFIG --listen 127.0.0.1:PORT',
    code: 1,
    told: ['cannot listen on 127.0.0.1:PORT: something else listens there; name another address with --listen'],
  },
  {
    title: 'a recording that cannot be written',
    flags: '--kubeconfig KUBECONFIG --listen 127.0.0.1:0 --record FOLDER/none/a.jsonl',
    code: 1,
    told: [
      "cannot write FOLDER/none/a.jsonl: ENOENT: no such file or directory, open 'FOLDER/none/a.jsonl.partial-PID'",
    ],
  },
  {
    title: 'settings that cannot be, all at once',
    flags: '--crash-window soon --max-pods 0',
    env: { PODSTART_LOOKBAK: '10m', OTEL_EXPORTER_OTLP_TIMEOUT: '-1' },
    code: 2,
    told: [
      '--crash-window is "soon"; expected a duration from 1ms to 1h, like 500ms, 10s or 1m30s',
      '--max-pods is "0"; expected a whole number from 1 to 1000000',
      'unknown variable PODSTART_LOOKBAK; did you mean PODSTART_LOOKBACK?',
      'OTEL_EXPORTER_OTLP_TIMEOUT is "-1"; expected a whole number of milliseconds from 1 to 2147483647',
    ],
  },
  {
    title: 'OTEL_SDK_DISABLED',
    flags: '--kubeconfig KUBECONFIG',
    env: { OTEL_SDK_DISABLED: 'true' },
    code: 2,
    told: ['OTEL_SDK_DISABLED is true: an exporter that sends nothing has nothing to do'],
  },
  {
    title: 'gRPC',
    flags: '--kubeconfig KUBECONFIG',
    env: { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    code: 2,
    told: [
      'OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"; expected http/protobuf, and the endpoint to name the collector’s HTTP port, mostly 4318: gRPC is not spoken here',
    ],
  },
]

describe('podstart exporter does not start with', () => {
  const runs = scenario(async ({ folder, server }) => {
    const kubeconfig = folder.write('kubeconfig', server.kubeconfigText())
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const port = String((taken.address() as AddressInfo).port)
    const named = (text: string): string =>
      text.replaceAll('KUBECONFIG', kubeconfig).replaceAll('FOLDER', folder.path('.')).replaceAll('PORT', port)
    const all = ROWS.map(async ({ title, flags = '', env = {} }): Promise<readonly [string, Run]> => {
      const args = ['exporter', ...named(flags).split(' ').filter(Boolean)]
      const run = await takingTurns('short', () => podstart(args, { HOME: folder.path('.'), ...env }, { longest: 60 }))
      const stderr = run.stderr
        .replaceAll(folder.path('.'), 'FOLDER')
        .replaceAll(port, 'PORT')
        .replace(/partial-\d+/, 'partial-PID')
      return [title, { ...run, stderr }]
    })
    const found = Object.fromEntries(await Promise.all(all))
    taken.close()
    return { found, requests: server.requests.length }
  })

  for (const { title, code, told } of ROWS) {
    it(title, () => {
      expect(runs.found[title]).to.deep.equal({
        code,
        stdout: '',
        stderr: told.map((line) => `podstart: ${line}\n`).join(''),
      })
    })
  }
  it('any of these, and has asked the API server for nothing', () => {
    expect(runs.requests).to.equal(0)
  })
})
