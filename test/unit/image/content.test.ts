import { expect } from 'chai'
import { describe, it } from 'mocha'
import { kept } from '../../../image/content.ts'
import { productionPackages } from '../../../image/packages.ts'

const CASES: readonly (readonly [what: string, path: string, stays: boolean])[] = [
  ['code', 'lib/index.js', true],
  ['code of CommonJS', 'dist/index.cjs', true],
  ['data', 'data/codes.json', true],
  ['what gRPC reads at run time', 'proto/channelz.proto', true],
  ['a folder named test that is not at the top', 'lib/test/run.js', true],
  ['a licence', 'LICENSE', true],
  ['a licence in Markdown', 'LICENSE.md', true],
  ['a notice further down', 'vendor/x/NOTICE', true],
  ['typings', 'lib/index.d.ts', false],
  ['sources', 'src/index.mts', false],
  ['a source map', 'lib/index.js.map', false],
  ['a README', 'README.md', false],
  ['tests', 'test/index.js', false],
  ['a test beside the code', 'lib/index.test.js', false],
  ['libraries of another runtime', 'prebuilds/linux-x64/a.bare', false],
  ['settings of tools', '.eslintrc', false],
  ['a folder of such settings', '.github/workflows/ci.yml', false],
  ['a folder of such settings further down', 'lib/.husky/pre-commit', false],
  ['a licence in such a folder', '.github/LICENSE', true],
]

describe('of a package', () => {
  for (const [what, path, stays] of CASES) {
    it(`${what} ${stays ? 'goes' : 'does not go'} into the image`, () => {
      expect(kept(['COPYING', path])).to.deep.equal(stays ? ['COPYING', path] : ['COPYING'])
    })
  }
  it('the README goes into it where no other file tells the licence', () => {
    expect(kept(['README.md', 'docs/README.md', 'index.js'])).to.deep.equal(['README.md', 'index.js'])
  })
})

describe('of package-lock.json', () => {
  it('what development needs is not in the image', () => {
    const lock = {
      packages: {
        '': { name: 'podstart', version: '1.0.0' },
        'node_modules/b': { version: '2.0.0', license: 'ISC', optional: true, integrity: 'sha512-AA==' },
        'node_modules/@a/a': { version: '1.0.0', license: 'MIT', dependencies: { b: '1', none: '1' } },
        'node_modules/@a/a/node_modules/b': { version: '1.0.0', license: 'MIT', peerDependencies: { '@a/a': '1' } },
        'node_modules/mocha': { version: '3.0.0', license: 'MIT', dev: true },
      },
    }
    const common = { licence: 'MIT', optional: false, integrity: '' }
    const inner = 'node_modules/@a/a/node_modules/b'
    expect(productionPackages(lock)).to.deep.equal([
      { ...common, path: 'node_modules/@a/a', name: '@a/a', version: '1.0.0', uses: [inner] },
      { ...common, path: inner, name: 'b', version: '1.0.0', uses: ['node_modules/@a/a'] },
      {
        path: 'node_modules/b',
        name: 'b',
        version: '2.0.0',
        licence: 'ISC',
        optional: true,
        integrity: 'sha512-AA==',
        uses: [],
      },
    ])
  })
})
