import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { startApiServer, type ApiServer } from '../support/apiserver/apiserver.ts'
import { podstart, startPodstart, temporaryFolder, type Folder } from '../support/cli.ts'
import { running } from '../support/story.ts'
import { recordingPath } from '../support/traces.ts'
import { pendingPod, pod } from './exporter/pods.ts'
import { tell } from './exporter/play.ts'
import { putAll } from './report-cluster.ts'

const PODS = 400
const nameOf = (n: number): string => `${String(n).padStart(3, '0')}-${'x'.repeat(220)}`

/** Each of a workload of its own, with a long name: there is much to be said of them. */
const many = Array.from({ length: PODS }, (_, n) =>
  pod({
    name: nameOf(n),
    namespace: 'many',
    metadata: { ownerReferences: [{ kind: 'StatefulSet', name: nameOf(n), controller: true }] },
  })
    .added(5)
    .bound(20)
    .ready(9_000, [running('app', 8_000)], { startTime: '2026-03-01T12:00:00Z' }),
)
const containers = Array.from({ length: PODS }, (_, n) => ({ name: `c-${n}`, image: 'registry/app:1' }))
const wide = pod({ name: 'wide', namespace: 'wide', containers })
  .added(5)
  .bound(20)
  .ready(
    9_000,
    containers.map(({ name }) => running(name, 8_000)),
  )

const linesIn = (text: string): number => text.split('\n').length - 1

describe('what a command writes', () => {
  let folder: Folder
  let server: ApiServer
  let home: readonly string[]
  before(async () => {
    folder = temporaryFolder()
    server = await startApiServer()
    home = ['--kubeconfig', folder.write('kubeconfig', server.kubeconfigText())]
    putAll(server, [...many, wide])
    tell(server, 3, ...Array.from({ length: PODS }, (_, n) => pendingPod({ name: nameOf(n), namespace: 'starting' })))
  })
  after(async () => {
    await server.close()
    folder.remove()
  })
  const env = () => ({ HOME: folder.path('.') })

  describe('arrives as a whole', () => {
    it('a report', async () => {
      const { code, stdout } = await podstart(['report', '-n', 'many', '-o', 'json', ...home], env())
      const { stages } = JSON.parse(stdout) as { readonly stages: readonly { readonly group: string }[] }
      expect([code, new Set(stages.map(({ group }) => group)).size]).to.deep.equal([0, PODS])
    })
    it('a trace', async () => {
      const { code, stdout } = await podstart(['trace', '-n', 'wide', 'wide', '-o', 'json', ...home], env())
      expect([code, new Set(stdout.match(/"name":"container c-\d+"/g)).size]).to.deep.equal([0, PODS])
    })
    it('lines of a watch, though nobody has read any before its end', async () => {
      const args = ['watch', '-n', 'starting', '-o', 'json', '--for', '4s', ...home]
      const { code, stdout } = await startPodstart(args, env(), { readAfter: `${PODS} still starting` }).ended
      expect([code, linesIn(stdout)]).to.deep.equal([0, PODS])
    })
  })

  const report = () => ['report', '-n', 'wide', ...home]
  const watch = () => ['watch', '-n', 'starting', ...home]
  type Commands = readonly (readonly [what: string, args: () => readonly string[]])[]
  const TO_FULL: Commands = [
    ['report', report],
    ['trace', () => ['trace', '-n', 'wide', 'wide', ...home]],
    ['watch', watch],
    ['replay', () => ['replay', recordingPath('cold-pull')]],
    ['completion', () => ['completion', 'bash']],
    ['--help', () => ['--help']],
  ]
  const TO_NOBODY: Commands = [
    ['report', report],
    ['watch', watch],
    ['completion', () => ['completion', 'bash']],
  ]
  /** Without what a watch says of itself. */
  const said = (stderr: string): string =>
    stderr.replace(/^podstart: watching .*\n/, '').replace(/^1 traces, .*\n/m, '')

  describe('to a full disk: a sentence, and exit code 1', () => {
    for (const [what, args] of TO_FULL) {
      it(what, async () => {
        const { code, stderr } = await startPodstart(args(), env(), { stdout: 'full' }).ended
        expect({ code, said: said(stderr) }).to.deep.equal({
          code: 1,
          said: 'podstart: cannot write the output: ENOSPC: no space left on device, write\n',
        })
      })
    }
    it('that had room for a part of it', async () => {
      const file = folder.path('report.json')
      const args = ['report', '-n', 'many', '-o', 'json', ...home]
      const { code, stderr } = await startPodstart(args, env(), { stdout: { file }, fileBlocks: 16 }).ended
      expect({ code, stderr, bytes: folder.read('report.json').length }).to.deep.equal({
        code: 1,
        stderr: 'podstart: cannot write the output: EFBIG: file too large, write\n',
        bytes: 8_192,
      })
    })
  })

  describe('to nobody: exit code 141, without a word', () => {
    for (const [what, args] of TO_NOBODY) {
      it(what, async () => {
        const { code, stderr } = await startPodstart(args(), env(), { stdout: 'closed' }).ended
        expect({ code, said: said(stderr) }).to.deep.equal({ code: 141, said: '' })
      })
    }
  })
})
