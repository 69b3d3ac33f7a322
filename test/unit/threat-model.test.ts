import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url)
const text = readFileSync(at('docs/threat-model.md'), 'utf8')

/** A file, and the titles behind it, each in “ ”. */
const CITED = [...text.matchAll(/`(test\/[^`]+\.ts)`((?:,? “[^”]+”(?: \([^)]*\))?)+)/g)].flatMap(
  ([, file = '', titles = '']) => [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ file, title })),
)

describe('docs/threat-model.md', () => {
  it('names tests behind its claims', () => {
    expect(CITED.length).to.be.greaterThan(50)
  })
  for (const { file, title } of CITED) {
    it(`names a test that is there: ${file}, ${title}`, () => {
      const source = existsSync(at(file)) ? readFileSync(at(file), 'utf8') : ''
      expect(isTitledIn(source, title)).to.equal(true)
    })
  }
  it('leaves no title without its file', () => {
    const inTables = text.split('\n').filter((line) => line.startsWith('|') && line.includes('`test/'))
    const last = inTables.map((line) => line.split('|').at(-2) ?? '')
    const titles = last.flatMap((cell) => [...cell.matchAll(/“([^”]+)”/g)].map(([, title]) => title))
    const known = CITED.map(({ title }) => title)
    expect(titles.filter((title) => !known.includes(title ?? ''))).to.deep.equal([])
  })
})

/** Titles are quoted, whole or in part, or are keys of a table; a comment is neither. */
const isTitledIn = (source: string, title: string): boolean =>
  source.split('\n').some((line) => line.includes(title) && /['"`]/.test(line.slice(0, line.indexOf(title))))
