import { expect } from 'chai'
import { describe, it } from 'mocha'
import { podstart, startPodstart, type Run } from '../support/cli.ts'
import { HOSTILE } from '../support/apiserver/hostile.ts'
import { crashedPod, readyPod } from './exporter/pods.ts'
import { play } from './exporter/play.ts'
import { scenario } from './exporter/scenario.ts'
import { readWhole } from './exporter/sent.ts'
import type { Stage } from './exporter/stage.ts'
import { takingTurns } from './exporter/turns.ts'

/** What nobody should find in a recording. */
const SECRET = 'hunter2'

const secretive = (name: string) =>
  readyPod({
    name,
    metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': SECRET } },
    containers: [
      {
        name: 'app',
        image: 'registry/app:1',
        env: [{ name: 'PASSWORD', value: SECRET }],
        args: [`--password=${SECRET}`],
        command: ['app', SECRET],
        readinessProbe: { httpGet: { path: '/', port: 80, httpHeaders: [{ name: 'Authorization', value: SECRET }] } },
      },
    ],
  })

/** Starts a recording, and waits until it watches. */
async function startRecording({ folder, server }: Stage, ...flags: readonly string[]) {
  const kubeconfig = folder.write('kubeconfig', server.kubeconfigText())
  const args = ['record', '--kubeconfig', kubeconfig, '--out', folder.path('all.jsonl'), ...flags]
  return takingTurns('plain', async () => {
    const one = startPodstart(args, { HOME: folder.path('.') }, { longest: 90 })
    await server.until(() => server.openWatches.length === 2)
    return one
  })
}

const files = ({ folder }: Stage): readonly string[] =>
  folder
    .names()
    .filter((name) => name.startsWith('all.jsonl'))
    .map((name) => name.replace(/\d+$/, 'PID'))

/** `13 pods` and so on, of what was recorded. */
const told = (items: readonly { readonly watch: string; readonly type: string }[]): string => {
  const count = (watch: string) => items.filter((item) => item.watch === watch && item.type !== 'BOOKMARK').length
  return `${count('pods')} pod items, ${count('events')} Event items`
}

describe('podstart record', () => {
  const run = scenario(async (stage) => {
    const { server, folder } = stage
    server.pods.put(secretive('before').items.at(-1)?.object)
    folder.write('all.jsonl', 'from before\n')
    const recording = await startRecording(stage)
    await play(server, secretive('web'), crashedPod({ name: 'crash' }))
    // Who opens a watch anew has read the one before to its end.
    await Promise.all(server.openWatches.map((watch) => watch.end()))
    await server.until(() => server.requests.length === 4 && server.openWatches.length === 2)
    const during = { files: files(stage), content: folder.read('all.jsonl') }
    recording.interrupt()
    const ended = await recording.ended
    const content = folder.read('all.jsonl')
    const items = await readWhole(folder.path('all.jsonl'))
    const replayed = await takingTurns('plain', () => podstart(['replay', folder.path('all.jsonl')]))
    return {
      during,
      ended,
      content,
      items,
      files: files(stage),
      replayed,
      url: server.url,
      out: folder.path('all.jsonl'),
    }
  })

  it('has its file when it is whole; until then there is the one from before', () => {
    expect(run.during).to.deep.equal({ files: ['all.jsonl', 'all.jsonl.partial-PID'], content: 'from before\n' })
    expect(run.files).to.deep.equal(['all.jsonl'])
  })
  it('ends well when it is interrupted, and says what it has', () => {
    expect(run.ended).to.deep.equal({
      code: 0,
      stdout: '',
      stderr: [
        `podstart: recording pods and events of ${run.url}/ to ${run.out}; Ctrl-C ends it`,
        `podstart: ${run.out}: ${told(run.items)}`,
        '',
      ].join('\n'),
    })
  })
  it('begins with what was there, marked as that', () => {
    const listed = run.items.filter((item) => item.listed)
    expect(listed.map(({ watch, type }) => `${watch} ${type}`)).to.deep.equal(['pods ADDED'])
  })
  it('has nothing in it that is secret', () => {
    expect(run.content).to.not.include(SECRET)
  })
  it('can be replayed', () => {
    expect({ code: run.replayed.code, stderr: run.replayed.stderr.replace(/\d+(?= spans)/, 'N') }).to.deep.equal({
      code: 0,
      stderr: '2 traces, N spans (1 crashed, 1 ready)\npods_started_before: 1\n',
    })
  })
})

describe('podstart record --for', () => {
  const run = scenario(async (stage) => {
    const { server, folder } = stage
    const began = performance.now()
    const recording = await startRecording(stage, '--for', '3000500us', '--namespace', 'shop')
    await server.openWatches
      .find(({ resource }) => resource === 'pods')
      ?.write(`\u001b[31m${String(HOSTILE['no JSON'])}`)
    const ended = await recording.ended
    return {
      ended,
      ms: performance.now() - began,
      items: await readWhole(folder.path('all.jsonl')),
      paths: server.requests.map(({ path }) => path).toSorted(),
      out: folder.path('all.jsonl'),
      url: server.url,
    }
  })

  it('ends by itself, and well', () => {
    expect(run.ended).to.deep.equal({
      code: 0,
      stdout: '',
      stderr: [
        `podstart: recording pods in shop and events in shop of ${run.url}/ to ${run.out}; Ctrl-C ends it`,
        'podstart: pods in shop: a line that is no watch event: [31mroot:x:0:0',
        `podstart: ${run.out}: 0 pod items, 0 Event items`,
        '',
      ].join('\n'),
    })
    expect(run.ms).to.be.at.least(3_000)
  })
  it('asks for its one namespace', () => {
    expect(run.paths).to.deep.equal(['/api/v1/namespaces/shop/events', '/api/v1/namespaces/shop/pods'])
  })
  it('is a recording even where nothing happened', () => {
    expect(run.items.map(({ watch, type }) => `${watch} ${type}`).toSorted()).to.deep.equal([
      'events BOOKMARK',
      'pods BOOKMARK',
    ])
  })
})

interface Row {
  readonly title: string
  /** FOLDER and KUBECONFIG stand for what they say. */
  readonly args: string
  readonly code: number
  readonly told: readonly string[]
}

const ROWS: readonly Row[] = [
  {
    title: 'no cluster',
    args: '--out FOLDER/old.jsonl',
    code: 2,
    told: [
      'podstart: no cluster to watch: set KUBECONFIG or --kubeconfig, have a current context in ~/.kube/config, or run in a pod',
    ],
  },
  {
    title: 'a file that cannot be written',
    args: '--kubeconfig KUBECONFIG --out FOLDER/none/a.jsonl',
    code: 1,
    told: [
      "podstart: cannot write FOLDER/none/a.jsonl: ENOENT: no such file or directory, open 'FOLDER/none/a.jsonl.partial-PID'",
    ],
  },
  {
    title: 'two namespaces',
    args: '--kubeconfig KUBECONFIG --out FOLDER/old.jsonl --namespace a,b',
    code: 2,
    told: ['podstart: a recording is of one namespace, or of all; make one for each'],
  },
  {
    title: 'no file',
    args: '--kubeconfig KUBECONFIG',
    code: 2,
    told: ["error: required option '--out <file>' not specified", '(podstart --help tells more)'],
  },
  {
    title: 'a length that no timer holds',
    args: '--kubeconfig KUBECONFIG --out FOLDER/old.jsonl --for 600h',
    code: 2,
    told: ['podstart: --for is longer than 24h; without it a recording goes on until Ctrl-C'],
  },
  {
    title: 'a length that is none',
    args: '--kubeconfig KUBECONFIG --out FOLDER/old.jsonl --for ever',
    code: 2,
    told: [
      "error: option '--for <duration>' argument 'ever' is invalid. expected a duration like 10s, 500ms or 1m30s.",
      '(podstart --help tells more)',
    ],
  },
]

describe('podstart record does not start with', () => {
  const runs = scenario(async ({ folder, server }) => {
    const kubeconfig = folder.write('kubeconfig', server.kubeconfigText())
    folder.write('old.jsonl', 'from before\n')
    const named = (text: string): string =>
      text.replaceAll('KUBECONFIG', kubeconfig).replaceAll('FOLDER', folder.path('.'))
    const all = ROWS.map(async ({ title, args }): Promise<readonly [string, Run]> => {
      const all = ['record', ...named(args).split(' ')]
      const run = await takingTurns('short', () => podstart(all, { HOME: folder.path('.') }, { longest: 60 }))
      const stderr = run.stderr.replaceAll(folder.path('.'), 'FOLDER').replace(/partial-\d+/, 'partial-PID')
      return [title, { ...run, stderr }]
    })
    const found = Object.fromEntries(await Promise.all(all))
    return { found, requests: server.requests.length, names: folder.names(), old: folder.read('old.jsonl') }
  })

  for (const { title, code, told } of ROWS) {
    it(title, () => {
      expect(runs.found[title]).to.deep.equal({ code, stdout: '', stderr: [...told, ''].join('\n') })
    })
  }
  it('any of these, asks for nothing, and leaves what was there as it was', () => {
    expect([runs.requests, runs.names.toSorted(), runs.old]).to.deep.equal([
      0,
      ['kubeconfig', 'old.jsonl'],
      'from before\n',
    ])
  })
})
