import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { ROOT } from '../../../image/app.ts'
import { licenceList, licensed, problemsOf, type Licensed } from '../../../image/licences.ts'
import { productionPackages, readLock } from '../../../image/packages.ts'

const packages = licensed(ROOT, productionPackages(readLock(ROOT)))

const one: Licensed = {
  path: 'node_modules/a',
  name: 'a',
  version: '1.0.0',
  licence: 'MIT',
  optional: false,
  integrity: '',
  uses: [],
  declared: 'MIT',
  texts: ['LICENSE'],
}

describe('the licences of what is in the image', () => {
  it('are all among those allowed', () => {
    expect(problemsOf(packages)).to.deep.equal([])
  })

  it('are what THIRD-PARTY-LICENSES.md says: npm run licences:write', () => {
    expect(readFileSync(join(ROOT, 'THIRD-PARTY-LICENSES.md'), 'utf8')).to.equal(licenceList(packages))
  })

  it('can be read in the image: each package has a text or a README', () => {
    expect(packages.filter(({ texts }) => texts.length === 0).map(({ path }) => path)).to.deep.equal([])
  })

  const CASES: readonly (readonly [what: string, change: Partial<Licensed>, problems: readonly string[]])[] = [
    ['one that is allowed', {}, []],
    [
      'one that is not',
      { licence: 'AGPL-3.0-only', declared: 'AGPL-3.0-only' },
      ['node_modules/a: AGPL-3.0-only is not among those allowed'],
    ],
    ['none', { licence: '', declared: '' }, ['node_modules/a: no licence is not among those allowed']],
    [
      'an expression that nobody has judged',
      { licence: '(MIT OR GPL-2.0-only)', declared: '(MIT OR GPL-2.0-only)' },
      ['node_modules/a: (MIT OR GPL-2.0-only) is not among those allowed'],
    ],
    [
      'another than the lock says',
      { declared: 'ISC' },
      ['node_modules/a: package-lock.json says MIT, its package.json ISC'],
    ],
    [
      'none where the lock has one',
      { declared: '' },
      ['node_modules/a: package-lock.json says MIT, its package.json nothing'],
    ],
  ]
  for (const [what, change, problems] of CASES) {
    it(`judges ${what}`, () => {
      expect(problemsOf([{ ...one, ...change }])).to.deep.equal(problems)
    })
  }

  it('are one row where a package is there more than once', () => {
    const twice = licenceList([one, { ...one, path: 'node_modules/b/node_modules/a' }])
    expect(twice.split('\n').filter((line) => line.includes('1.0.0'))).to.deep.equal(['| a | 1.0.0 | MIT | LICENSE |'])
    expect(twice).to.contain('\n1 packages: MIT 1.\n')
  })
})
