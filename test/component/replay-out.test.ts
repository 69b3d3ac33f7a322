import { copyFileSync, lstatSync, symlinkSync } from 'node:fs'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { podstart, temporaryFolder, type Folder } from '../support/cli.ts'
import { sentSpans, sorted, toBeSent } from '../support/otlp.ts'
import { recordedTraces, recordingPath } from '../support/traces.ts'

const ONE = recordingPath('cold-pull')
const SPANS = recordedTraces('cold-pull').flat().length
const MANY = recordingPath('rollout-two-nodes')
const MANY_TRACES = recordedTraces('rollout-two-nodes')

describe('podstart replay --out', () => {
  let folder: Folder
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => folder.remove())

  const linesOf = (content: string): readonly string[] => content.trimEnd().split('\n')

  describe('what it writes', () => {
    it('writes one request a line, for each trace', async () => {
      const { code, stdout } = await podstart(['replay', '--out', folder.path('a'), MANY])
      expect({ code, stdout, names: folder.names() }).to.deep.equal({ code: 0, stdout: '', names: ['a'] })
      expect(linesOf(folder.read('a')).map((line) => sorted(sentSpans(line)))).to.deep.equal(
        MANY_TRACES.map((trace) => sorted(trace.map((span) => toBeSent(span, 'kubernetes')))),
      )
    })
    it('writes the same bytes when it is run again', async () => {
      await podstart(['replay', '--out', folder.path('a'), MANY])
      await podstart(['replay', '--out', folder.path('b'), MANY])
      expect(folder.read('b')).to.equal(folder.read('a'))
    })
    it('writes the same lines, in any order, with --shuffle', async () => {
      await podstart(['replay', '--out', folder.path('a'), MANY])
      await podstart(['replay', '--out', folder.path('b'), '--shuffle', '7', MANY])
      expect(linesOf(folder.read('b')).toSorted()).to.deep.equal(linesOf(folder.read('a')).toSorted())
    })
    it('replaces a file from before', async () => {
      folder.write('a', 'from before\n'.repeat(10_000))
      await podstart(['replay', '--out', folder.path('a'), ONE])
      expect([folder.names(), linesOf(folder.read('a')).length]).to.deep.equal([['a'], 1])
    })
    it('replaces what a link points to, and leaves the link', async () => {
      folder.write('a', 'from before\n')
      symlinkSync(folder.path('a'), folder.path('link'))
      await podstart(['replay', '--out', folder.path('link'), ONE])
      expect(lstatSync(folder.path('link')).isSymbolicLink()).to.equal(true)
      expect(linesOf(folder.read('a')).map((line) => sentSpans(line).length)).to.deep.equal([SPANS])
    })
    it('writes to a pipe', async () => {
      await podstart(['replay', '--out', folder.path('a'), ONE])
      // Not /dev/stdout: a podstart that puts a file in its place would break the machine it is tested on.
      const { stdout, stderr } = await podstart(['replay', '--out', '/dev/fd/1', ONE], {}, { stdout: 'piped' })
      expect({ stdout, stderr }).to.deep.equal({
        stdout: folder.read('a'),
        stderr: `1 traces, ${SPANS} spans written to /dev/fd/1 (1 ready)\n`,
      })
    })
  })

  describe('to where it cannot write', () => {
    it('a directory that is not there', async () => {
      const out = folder.path('missing/traces.jsonl')
      const { code, stdout, stderr } = await podstart(['replay', '--out', out, ONE])
      expect({ code, stdout, stderr: stderr.replace(/partial-\d+/, 'partial-PID') }).to.deep.equal({
        code: 1,
        stdout: '',
        stderr: `podstart: cannot write ${out}: ENOENT: no such file or directory, open '${out}.partial-PID'\n`,
      })
    })
    it('a directory itself', async () => {
      const out = folder.path('.')
      expect(await podstart(['replay', '--out', out, ONE])).to.deep.equal({
        code: 1,
        stdout: '',
        stderr: `podstart: cannot write ${out}: EISDIR: illegal operation on a directory, open '${out}'\n`,
      })
    })
    it('a full disk: the file from before is kept, and no part of the new one', async () => {
      folder.write('a', 'from before\n')
      const { code, stdout, stderr } = await podstart(
        ['replay', '--out', folder.path('a'), MANY],
        {},
        { fileBlocks: 16 },
      )
      expect({ code, stdout, stderr: stderr.split('\n').slice(0, 2) }).to.deep.equal({
        code: 1,
        stdout: '',
        stderr: [
          'podstart: cannot finish the file: EFBIG: file too large, write',
          `8 traces, ${MANY_TRACES.flat().length} spans (8 ready)`,
        ],
      })
      expect(folder.names().map((name) => [name, folder.read(name)])).to.deep.equal([['a', 'from before\n']])
    })
    it('the recording that it reads', async () => {
      const file = folder.path('recording.jsonl')
      copyFileSync(ONE, file)
      const before = folder.read('recording.jsonl')
      expect(await podstart(['replay', '--out', folder.path('./recording.jsonl'), file])).to.deep.equal({
        code: 2,
        stdout: '',
        stderr: `podstart: --out ${file} would overwrite that recording; name another file\n`,
      })
      expect(folder.read('recording.jsonl')).to.equal(before)
    })
  })
})
