import { expect } from 'chai'
import { describe, it } from 'mocha'
import { meant, notFound, readPodName } from '../../../src/cli/pod-name.ts'

describe('readPodName', () => {
  const CASES: readonly [text: string, name: string, isPod: boolean][] = [
    ['web', 'web', true],
    ['pod/web', 'web', true],
    ['Pods/web', 'web', true],
    ['po/web', 'web', true],
    ['deploy/web', 'web', false],
    ['pod/a/b', 'a/b', false],
  ]
  for (const [text, name, isPod] of CASES) {
    it(text, () => {
      expect(readPodName(text)).to.deep.equal({ text, name, isPod })
    })
  }
})

describe('meant', () => {
  const CASES: readonly [name: string, known: readonly string[], expected: readonly string[]][] = [
    ['web', ['web-1', 'web-2', 'api'], ['web-1', 'web-2']],
    ['wbe-1', ['web-1', 'api'], ['web-1']],
    ['a', ['b'], []],
    ['web', [], []],
  ]
  for (const [name, known, expected] of CASES) {
    it(`${name} of ${known.join(', ')}`, () => {
      expect(meant(name, known)).to.deep.equal(expected)
    })
  }
})

describe('notFound', () => {
  it('elsewhere goes before what is near', () => {
    expect(notFound(readPodName('web'), 'shop', ['web-1'], ['billing', 'test'])).to.equal(
      'no pod web in namespace shop; there is one in billing, test (-n)',
    )
  })
})
