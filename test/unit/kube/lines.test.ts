import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createLineSplitter } from '../../../src/kube/lines.ts'

/** The lines that each part completes; `null` for one that was too long. */
function split(parts: readonly (string | Buffer)[], longest?: number): readonly (readonly (string | null)[])[] {
  const splitter = createLineSplitter(longest)
  return parts.map((part) =>
    splitter.take(Buffer.from(part)).map((line) => (line.is === 'too long' ? null : line.text)),
  )
}

interface Case {
  readonly title: string
  readonly parts: readonly (string | Buffer)[]
  readonly lines: readonly (readonly (string | null)[])[]
  readonly longest?: number
}

const CASES: readonly Case[] = [
  { title: 'one line', parts: ['{}\n'], lines: [['{}']] },
  { title: 'several lines at once, in their order', parts: ['1\n2\n3\n'], lines: [['1', '2', '3']] },
  { title: 'a line cut in three', parts: ['{"a', '":', '1}\n'], lines: [[], [], ['{"a":1}']] },
  { title: 'the end of one line and the beginning of the next', parts: ['1\n2', '3\n'], lines: [['1'], ['23']] },
  { title: 'a line break of its own', parts: ['1', '\n', '2\n'], lines: [[], ['1'], ['2']] },
  { title: 'the rest after the last line break, kept', parts: ['1\n{"a"'], lines: [['1']] },
  { title: 'blank lines, left out', parts: ['\n1\n \n\r\n2\n'], lines: [['1', '2']] },
  { title: 'nothing', parts: [''], lines: [[]] },
  {
    title: 'a character cut in two',
    parts: [Buffer.from([0x67, 0xc3]), Buffer.from([0xbc, 0x0a])],
    lines: [[], ['gü']],
  },
  { title: 'a line of the greatest length', parts: ['12', '34\n'], lines: [[], ['1234']], longest: 4 },
  { title: 'a line that is too long', parts: ['12345\n'], lines: [[null]], longest: 4 },
  {
    title: 'a line that is too long in parts, told once it ends',
    parts: ['123', '45', '67', '8\n'],
    lines: [[], [], [], [null]],
    longest: 4,
  },
  {
    title: 'lines before and after one that is too long',
    parts: ['1\n12345', '6\n1234\n', '5\n'],
    lines: [['1'], [null, '1234'], ['5']],
    longest: 4,
  },
  { title: 'length in bytes, not in characters', parts: ['üü\n', 'üüü\n'], lines: [['üü'], [null]], longest: 4 },
]

describe('a stream’s lines', () => {
  for (const { title, parts, lines, longest } of CASES) {
    it(title, () => {
      expect(split(parts, longest)).to.deep.equal(lines)
    })
  }
  it('are the same wherever the bytes are cut', () => {
    const bytes = Buffer.from('{"name":"grün €"}\n\n{"name":"🙂"}\r\n')
    const cuts = Array.from(bytes, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)])
    const single = Array.from(bytes, (byte) => Buffer.from([byte]))
    const all = [...cuts, single].map((parts) => split(parts).flat())
    expect(all).to.deep.equal(all.map(() => ['{"name":"grün €"}', '{"name":"🙂"}\r']))
  })
  it('have at most 64 MiB by default', () => {
    const mebibyte = Buffer.alloc(1024 * 1024, 'x')
    expect(split([...Array.from({ length: 65 }, () => mebibyte), '\n1\n']).flat()).to.deep.equal([null, '1'])
  })
})
