import { expect } from 'chai'
import { describe, it } from 'mocha'
import { ROOT } from '../../../image/app.ts'
import { readLock } from '../../../image/packages.ts'
import { appSbom, printed } from '../../../image/sbom.ts'

describe('the SBOM of /app', () => {
  const sbom = appSbom(readLock(ROOT), 'v24.0.0')

  it('lacks the licence or the hash of none', () => {
    const lacking = sbom.components.filter(({ licenses, hashes }) => !licenses || !hashes)
    expect(lacking.map(({ purl }) => purl)).to.deep.equal(['pkg:generic/node@24.0.0'])
  })

  it('has each component once, and each is used', () => {
    const refs = sbom.components.map((one) => one['bom-ref']).filter((ref) => ref.startsWith('pkg:npm/'))
    const used = new Set(sbom.dependencies?.flatMap(({ dependsOn }) => dependsOn))
    expect([...used].toSorted()).to.deep.equal(refs.toSorted())
  })

  it('names no folder of a machine', () => {
    expect(printed(sbom)).not.to.contain(ROOT)
    expect(printed(sbom)).not.to.match(/"(\/|file:)/)
  })

  it('says of each package what package-lock.json does', () => {
    const lock = {
      packages: {
        '': { name: 'app', version: '1.0.0', license: 'Apache-2.0', dependencies: { '@a/a': '1' } },
        'node_modules/@a/a': { version: '1.0.0', license: 'MIT', dependencies: { b: '1' }, integrity: 'sha512-AP8=' },
        'node_modules/@a/a/node_modules/b': { version: '1.0.0', license: 'ISC' },
        'node_modules/mocha': { version: '3.0.0', license: 'MIT', dev: true },
      },
    }
    const [app, a, b] = ['pkg:npm/app@1.0.0', 'pkg:npm/%40a/a@1.0.0', 'pkg:npm/b@1.0.0'] as const
    const licence = (id: string) => ({ licenses: [{ license: { id } }] })
    const version = '1.0.0'
    expect(appSbom(lock, 'v24.0.0')).to.deep.equal({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      metadata: {
        component: { 'bom-ref': app, type: 'application', name: 'app', version, purl: app, ...licence('Apache-2.0') },
      },
      components: [
        {
          'bom-ref': a,
          type: 'library',
          name: '@a/a',
          version,
          purl: a,
          ...licence('MIT'),
          hashes: [{ alg: 'SHA-512', content: '00ff' }],
        },
        { 'bom-ref': b, type: 'library', name: 'b', version, purl: b, ...licence('ISC') },
        {
          'bom-ref': 'pkg:generic/node@24.0.0',
          type: 'platform',
          name: 'node',
          version: '24.0.0',
          purl: 'pkg:generic/node@24.0.0',
        },
      ],
      dependencies: [
        { ref: app, dependsOn: [a] },
        { ref: a, dependsOn: [b] },
        { ref: b, dependsOn: [] },
      ],
    })
  })
})
