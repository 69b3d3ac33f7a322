import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { readRecording } from '../../../src/cli/recording-file.ts'
import { seconds } from '../../../src/observe/nanos.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { temporaryFolder, type Folder } from '../../support/cli.ts'

const line = (second: number): string =>
  JSON.stringify({ at: `1970-01-01T00:00:0${second}Z`, watch: 'pods', type: 'ADDED', object: { n: second } })
const item = (second: number): WatchItem => ({
  at: seconds(second),
  watch: 'pods',
  type: 'ADDED',
  object: { n: second },
  listed: false,
})
const BAD =
  'FILE:3: expected a line of JSON like {"at": "<RFC 3339 time>", "watch": "pods" or "events", "type": "ADDED", …, "object": {…}}; this is none (is the file cut off?)'

describe('readRecording', () => {
  let folder: Folder
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => folder.remove())

  const CASES: readonly [title: string, content: string, items: readonly WatchItem[], problem?: string][] = [
    ['one item a line', `${line(1)}\n${line(2)}\n`, [item(1), item(2)]],
    ['no line break at the end', `${line(1)}\n${line(2)}`, [item(1), item(2)]],
    ['line breaks of Windows', `${line(1)}\r\n${line(2)}\r\n`, [item(1), item(2)]],
    ['blank lines', `\n${line(1)}\n  \n${line(2)}\n`, [item(1), item(2)]],
    ['what came before a bad line, counted with the blank ones', `${line(1)}\n\n{"at"\n${line(2)}\n`, [item(1)], BAD],
    ['nothing', '', [], 'FILE:1: expected a recording, one watch item a line; the file is empty'],
  ]
  for (const [title, content, items, problem] of CASES) {
    it(title, async () => {
      const file = folder.write('recording', content)
      expect(await readRecording(file)).to.deep.equal({
        items,
        ...(problem === undefined ? {} : { problem: problem.replace('FILE', file) }),
      })
    })
  }
  it('marks what came with a list', async () => {
    const annotations = { 'k8s.io/initial-events-end': 'true' }
    const bookmark = {
      at: '1970-01-01T00:00:02Z',
      watch: 'pods',
      type: 'BOOKMARK',
      object: { metadata: { annotations } },
    }
    const file = folder.write('recording', [line(1), JSON.stringify(bookmark), line(3)].join('\n'))
    const { items } = await readRecording(file)
    expect(items.map(({ type, listed }) => [type, listed])).to.deep.equal([
      ['ADDED', true],
      ['BOOKMARK', false],
      ['ADDED', false],
    ])
  })
  it('tells of every line as it goes', async () => {
    const told: number[] = []
    await readRecording(folder.write('recording', `${line(1)}\n\n${line(2)}\n`), (number) => told.push(number))
    expect(told).to.deep.equal([1, 2, 3])
  })
  it('stops at the signal, and keeps what it has', async () => {
    const stop = new AbortController()
    const file = folder.write('recording', `${line(1)}\n${line(2)}\n`.repeat(50_000))
    const { items, problem } = await readRecording(file, () => stop.abort(), stop.signal)
    expect({ problem, isPart: items.length > 0 && items.length < 100_000 }).to.deep.equal({
      problem: undefined,
      isPart: true,
    })
  })
  it('a file that is not there', async () => {
    const file = folder.path('missing')
    expect(await readRecording(file)).to.deep.equal({ items: [], problem: `${file}: no such file` })
  })
  it('a directory', async () => {
    const file = folder.path('.')
    expect(await readRecording(file)).to.deep.equal({
      items: [],
      problem: `${file}: is a directory; name the recordings in it`,
    })
  })
})
