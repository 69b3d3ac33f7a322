import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { expectedOf, PICTURES, take } from './cases.ts'

describe('podstart trace of a pod that is', () => {
  for (const picture of PICTURES) {
    it(picture.title, async () => {
      expect(await take(picture)).to.deep.equal({ code: picture.code, stdout: expectedOf(picture), stderr: '' })
    })
  }
})

describe('docs/cli.md', () => {
  it('shows pods as they are drawn', () => {
    const docs = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')
    const shown = [...docs.matchAll(/```text\n(pods\/[^]*?)```/g)].map(([, picture]) => picture)
    const known = PICTURES.map(expectedOf)
    expect(shown.map((picture) => known.includes(picture ?? ''))).to.deep.equal([true, true])
  })
})
