import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { expect } from 'chai'
import { Command, CommanderError } from 'commander'
import { after, afterEach, before, describe, it } from 'mocha'
import { readEnvironment } from '../../src/cli/config.ts'
import { runReport } from '../../src/cli/report.ts'
import { reportOptions, type ReportOptions } from '../../src/cli/report-options.ts'
import { startApiServer, type ApiServer } from '../support/apiserver/apiserver.ts'
import { answer, ANSWERS, reset } from '../support/apiserver/fault-kit.ts'
import { podstart, temporaryFolder, type Folder, type Run } from '../support/cli.ts'
import { putAll, reportedPods } from './report-cluster.ts'

const expected = (file: string): string => readFileSync(new URL(`./report-expected/${file}`, import.meta.url), 'utf8')

type Variables = Readonly<Record<string, string>>

/** A stream that is no terminal. */
function collected() {
  const pieces: string[] = []
  const stream = new Writable({
    decodeStrings: false,
    write(piece: string, _, done) {
      pieces.push(piece)
      done()
    },
  })
  return Object.assign(stream, { text: () => pieces.join('') })
}

describe('podstart report', () => {
  let folder: Folder
  let server: ApiServer
  before(async () => {
    folder = temporaryFolder()
    server = await startApiServer()
    putAll(server, reportedPods())
    server.pods.put({
      metadata: { name: 'elsewhere', namespace: 'billing', creationTimestamp: '2026-03-01T12:00:00Z' },
    })
  })
  after(async () => {
    await server.close()
    folder.remove()
  })
  /** As the command line would have it, in this process: starting one takes longer than a report. */
  async function report(args: readonly string[], env: Variables = {}): Promise<Run> {
    const [out, err] = [collected(), collected()]
    const program = new Command('podstart').exitOverride().configureOutput({ writeErr: (text) => void err.write(text) })
    const command = program.command('report').exitOverride().copyInheritedSettings(program)
    for (const option of reportOptions()) command.addOption(option)
    let code: number | null = null
    command.action(async (options: ReportOptions) => {
      const terminal = { out, err }
      code = await runReport(options, readEnvironment(env), terminal, 'test', new AbortController().signal)
    })
    try {
      await program.parseAsync(['report', ...args], { from: 'user' })
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error
      code = 2
    }
    return { code, stdout: out.text(), stderr: err.text() }
  }
  const home = (): readonly string[] => ['--kubeconfig', folder.write('kubeconfig', server.kubeconfigText())]
  const ofCluster = (args: readonly string[], env: Variables = {}) => report([...home(), ...args], env)
  /** The moment of the list is the only thing that differs from run to run. */
  const masked = (text: string): string => text.replace(/"at": "[^"]+"/, '"at": "NOW"')

  const OUTPUTS: readonly (readonly [args: readonly string[], file: string])[] = [
    [['-n', 'shop'], 'table.txt'],
    [['-n', 'shop', '--by', 'node', '-o', 'wide'], 'by-node-wide.txt'],
    [['-n', 'shop', '--by', 'image'], 'by-image.txt'],
    [['-n', 'shop', '--by', 'registry', '-o', 'json'], 'by-registry-json.txt'],
    [['-n', 'shop', '-o', 'csv'], 'csv.txt'],
    [['-n', 'shop', '-l', 'app=again'], 'one-pod.txt'],
  ]
  for (const [args, file] of OUTPUTS) {
    it(`${args.join(' ')}: as in ${file}`, async () => {
      const { code, stdout, stderr } = await ofCluster(args)
      expect({ code, stdout: masked(stdout), stderr }).to.deep.equal({ code: 0, stdout: expected(file), stderr: '' })
    })
  }
  it('is the same as a process', async () => {
    const { code, stdout, stderr } = await podstart(['report', ...home(), '-n', 'shop'], { HOME: folder.path('.') })
    expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: expected('table.txt'), stderr: '' })
  })
  it('tells wrong usage by its exit code', async () => {
    const { code, stdout } = await podstart(['report', '--by', 'pod'], { HOME: folder.path('.') })
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' })
  })
  it('is of all namespaces without -n', async () => {
    const { stdout } = await ofCluster([])
    expect(stdout).to.include('42 pods: 40 ready, 2 stuck.')
  })
  it('is of several namespaces', async () => {
    const { stdout } = await ofCluster(['-n', 'shop,billing'])
    expect(stdout).to.include('42 pods: 40 ready, 2 stuck.')
  })
  it('--since leaves out what was created before', async () => {
    expect(await ofCluster(['--since', '1h30m'])).to.deep.equal({
      code: 0,
      stdout: 'No pods created in the last 1 h 30 min.\n',
      stderr: '',
    })
  })
  it('has colours when asked for, and the slow node is red', async () => {
    const { stdout } = await ofCluster(['-n', 'shop', '--color', 'always'])
    expect(stdout).to.include('\u001b[31mnode-3   ')
    expect(stdout).to.include('\u001b[31mnode-3 pulls 3.5 times slower than the others')
  })
  it('has none with --no-color', async () => {
    const { stdout } = await ofCluster(['-n', 'shop', '--no-color'], { FORCE_COLOR: '1' })
    expect(stdout).to.equal(expected('table.txt'))
  })

  describe('of what cannot be read', () => {
    afterEach(async () => {
      await server.restart()
    })
    it('says that pods may not be listed', async () => {
      const fault = server.fail({ resource: 'pods' }, ANSWERS.forbidden('list', 'pods'), 'always')
      const { code, stdout, stderr } = await ofCluster([])
      fault.remove()
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' })
      expect(stderr).to.match(
        /^podstart: https:\/\/127\.0\.0\.1:\d+ refuses to list pods: HTTP 403: pods is forbidden.*\n$/,
      )
    })
    it('does without Events, and says why', async () => {
      const fault = server.fail({ resource: 'events' }, ANSWERS.forbidden('list', 'events'), 'always')
      const { code, stdout, stderr } = await ofCluster(['-n', 'shop'])
      fault.remove()
      expect(code).to.equal(0)
      expect(stdout).to.include('39 startups have no Events (not all could be read): their times')
      expect(stdout).to.not.include('PULLS BY NODE')
      expect(stderr).to.match(/^podstart: https:\/\/127\.0\.0\.1:\d+ refuses to list events in shop: HTTP 403/)
    })
    it('says in JSON and CSV that Events could not be read', async () => {
      const fault = server.fail({ resource: 'events' }, ANSWERS.forbidden('list', 'events'), 'always')
      const [json, csv] = [await ofCluster(['-n', 'shop', '-o', 'json']), await ofCluster(['-n', 'shop', '-o', 'csv'])]
      fault.remove()
      const { eventsUnread, sentences } = JSON.parse(json.stdout) as Record<string, readonly string[]>
      expect(eventsUnread?.map((one) => one.replace(server.url, 'URL'))).to.deep.equal([
        'URL refuses to list events in shop: HTTP 403: events is forbidden: User "system:serviceaccount:podstart:podstart" cannot list resource "events" in API group "" at the cluster scope; it takes list and watch on them',
      ])
      expect(sentences?.filter((one) => one.includes('no Events'))).to.deep.equal([
        '39 startups have no Events (not all could be read): their times are those of the status, to the second, and their pulls are not known.',
      ])
      expect(csv.stdout.split('\n').filter((line) => line.startsWith('events'))).to.deep.equal([
        'events,,unread,1,,,,,,,,,,,,',
      ])
    })
    it('says that the connection broke', async () => {
      const fault = server.fail({ resource: 'pods' }, reset(), 'always')
      const { code, stdout, stderr } = await ofCluster([])
      fault.remove()
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' })
      expect(stderr).to.match(/^podstart: cannot list pods of https:\/\/127\.0\.0\.1:\d+: /)
    })
  })

  it('counts pods that cannot be read, and says so', async () => {
    for (const name of ['a', 'b']) server.pods.put({ metadata: { name, namespace: 'odd' } })
    const { code, stdout, stderr } = await ofCluster(['-n', 'odd'])
    for (const name of ['a', 'b']) server.pods.remove('odd', name)
    expect({ code, stdout, stderr }).to.deep.equal({
      code: 1,
      stdout: 'No pods.\n',
      stderr: 'podstart: 2 pods were left out: no name, UID or creationTimestamp in what the server sent\n',
    })
  })

  it('counts items of a list that are no pods', async () => {
    const items = [null, 7, 'pod', {}]
    const fault = server.fail({ resource: 'pods' }, answer(200, { metadata: { resourceVersion: '1000' }, items }))
    const { code, stdout, stderr } = await ofCluster(['-n', 'odd'])
    fault.remove()
    expect({ code, stdout, stderr }).to.deep.equal({
      code: 1,
      stdout: 'No pods.\n',
      stderr: 'podstart: 4 pods were left out: no name, UID or creationTimestamp in what the server sent\n',
    })
  })

  const WRONG: readonly (readonly [args: readonly string[], says: string])[] = [
    [['--by', 'pod'], "argument 'pod' is invalid"],
    [['-o', 'yaml'], "argument 'yaml' is invalid"],
    [['--since', '1d'], 'expected a duration like 1h, 30m or 1h30m'],
    [['--since', '0s'], 'expected a duration like 1h, 30m or 1h30m'],
    [['-l', 'app in web'], '--label-selector is "app in web"'],
    [['-A', '-n', 'shop'], "'-A, --all-namespaces' cannot be used with option '-n, --namespace <names>'"],
    [['--recording', 'all.jsonl', '-n', 'shop'], "'--recording <file>' cannot be used with option"],
    [['web'], 'too many arguments'],
  ]
  for (const [args, says] of WRONG) {
    it(`${args.join(' ')}: is wrong usage`, async () => {
      const { code, stdout, stderr } = await report(args)
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' })
      expect(stderr).to.include(says)
    })
  }

  it('is of a recording, too', async () => {
    const recording = new URL('../recordings/rollout-two-nodes.jsonl', import.meta.url).pathname
    const { code, stdout, stderr } = await report(['--recording', recording, '-o', 'wide'])
    expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: expected('recording-wide.txt'), stderr: '' })
  })
  it('tells what of a recording could be read', async () => {
    const broken = folder.write(
      'broken.jsonl',
      `${readFileSync(new URL('../recordings/cold-pull.jsonl', import.meta.url), 'utf8')}{}\n`,
    )
    const { code, stdout, stderr } = await report(['--recording', broken])
    expect(code).to.equal(1)
    expect(stdout).to.include('1 pod: 1 ready.')
    expect(stderr).to.match(/^podstart: .*broken\.jsonl:\d+: expected /)
  })
  it('says that there is no such recording', async () => {
    const missing = folder.path('missing.jsonl')
    expect(await report(['--recording', missing])).to.deep.equal({
      code: 1,
      stdout: '',
      stderr: `podstart: ${missing}: no such file\n`,
    })
  })
})
