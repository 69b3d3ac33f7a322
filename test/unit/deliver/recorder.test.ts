import { execFileSync } from 'node:child_process'
import { open } from 'node:fs/promises'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { createRecorder } from '../../../src/deliver/recorder.ts'
import { temporaryFolder, type Folder } from '../../support/cli.ts'

describe('a recorder', () => {
  let folder: Folder
  let problems: string[]
  beforeEach(() => {
    folder = temporaryFolder()
    problems = []
  })
  afterEach(() => folder.remove())
  const record = (path: string) => createRecorder(path, (why) => problems.push(why))
  const turns = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  const PARTIAL = `all.jsonl.partial-${process.pid}`
  const lines = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `${i}\n`)

  it('writes lines in their order, however fast they come', async () => {
    const recorder = await record(folder.path('all.jsonl'))
    for (const line of lines(5_000)) recorder.write(line)
    await recorder.close()
    expect(folder.read('all.jsonl')).to.equal(lines(5_000).join(''))
  })
  it('writes those that come later, too, and each at once', async () => {
    const recorder = await record(folder.path('all.jsonl'))
    const seen = []
    for (const line of lines(3)) {
      recorder.write(line)
      for (let i = 0; i < 1_000 && !folder.read(PARTIAL).endsWith(line); i += 1) await turns(1)
      // The recorder hears of it a little later.
      await turns(100)
      seen.push(folder.read(PARTIAL))
    }
    expect([seen, await recorder.close(), problems]).to.deep.equal([['0\n', '0\n1\n', '0\n1\n2\n'], undefined, []])
  })
  it('has a name of its own until it is closed', async () => {
    const recorder = await record(folder.path('all.jsonl'))
    recorder.write('a\n')
    const before = folder.names()
    await recorder.close()
    expect([before, folder.names()]).to.deep.equal([[PARTIAL], ['all.jsonl']])
  })
  it('leaves the recording from before in its place until then', async () => {
    const path = folder.write('all.jsonl', 'old\n')
    const recorder = await record(path)
    recorder.write('new\n')
    const before = folder.read('all.jsonl')
    await recorder.close()
    expect([before, folder.read('all.jsonl')]).to.deep.equal(['old\n', 'new\n'])
  })
  it('of nothing is an empty file', async () => {
    const recorder = await record(folder.path('all.jsonl'))
    expect([await recorder.close(), folder.read('all.jsonl')]).to.deep.equal([undefined, ''])
  })
  it('leaves nothing when it is discarded', async () => {
    const recorder = await record(folder.path('all.jsonl'))
    for (const line of lines(1_000)) recorder.write(line)
    await recorder.discard()
    expect(folder.names()).to.deep.equal([])
  })
  it('leaves what was there before when it is discarded', async () => {
    const recorder = await record(folder.write('all.jsonl', 'old\n'))
    recorder.write('new\n')
    await recorder.discard()
    expect([folder.names(), folder.read('all.jsonl')]).to.deep.equal([['all.jsonl'], 'old\n'])
  })
  it('cannot be made in a folder that is not there', async () => {
    const path = folder.path('missing/all.jsonl')
    expect(await record(path).catch((error: unknown) => String(error))).to.equal(
      `Error: ENOENT: no such file or directory, open '${path}.partial-${process.pid}'`,
    )
  })

  describe('of a disk that is full', () => {
    const FULL = 'ENOSPC: no space left on device, write'
    it('says so at the end', async () => {
      const recorder = await record('/dev/full')
      recorder.write('a\n')
      expect(await recorder.close()).to.equal(`${FULL}; what came before is in /dev/full`)
    })
    it('says so once, as soon as the recording cannot be whole any more', async () => {
      const recorder = await record('/dev/full')
      for (const line of lines(3)) {
        recorder.write(line)
        await turns(1)
      }
      await recorder.close()
      expect(problems).to.deep.equal([FULL])
    })
  })

  describe('of a disk that is slower than the watches', () => {
    /** A pipe that nobody reads takes some kB, and then makes its writer wait. */
    const MEBIBYTE = `${'x'.repeat(1024 * 1024 - 1)}\n`
    it('ends the recording, and says so once', async () => {
      const path = folder.path('pipe')
      execFileSync('mkfifo', [path])
      const reader = await open(path, 'r+')
      const recorder = await record(path)
      for (let i = 0; i < 70; i += 1) recorder.write(MEBIBYTE)
      const told = [...problems]
      // The last reader gone, the pipe takes no more.
      await reader.close()
      const why = await recorder.close()
      expect([told, problems, why === undefined]).to.deep.equal([
        ['the disk is slower than the watches'],
        ['the disk is slower than the watches'],
        false,
      ])
    })
    it('keeps whole lines of what came before', async () => {
      const recorder = await record(folder.path('all.jsonl'))
      // In one turn nothing can be written.
      for (let i = 0; i < 70; i += 1) recorder.write(MEBIBYTE)
      const why = await recorder.close()
      const [name = ''] = folder.names()
      const kept = folder.read(name)
      expect([why, kept.length % MEBIBYTE.length, kept.endsWith('\n')]).to.deep.equal([
        `the disk is slower than the watches; what came before is in ${folder.path(name)}`,
        0,
        true,
      ])
    })
  })
})
