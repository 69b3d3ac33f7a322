import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { ROOT } from '../../../image/app.ts'
import packageJson from '../../../package.json' with { type: 'json' }

interface Locked {
  readonly version: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
}

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>
}
const PACKAGES = Object.entries(lock.packages).filter(([path]) => path !== '')

describe('what npm ci installs', () => {
  it('are exact versions', () => {
    const wanted = Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies })
    expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).to.deep.equal([])
  })
  it('has a hash in package-lock.json, each', () => {
    expect(PACKAGES.length).to.be.greaterThan(100)
    expect(PACKAGES.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''))).to.deep.equal([])
  })
  it('has install scripts that package.json speaks of, and lets run those for development alone', () => {
    const scripted = PACKAGES.filter(([, { hasInstallScript }]) => hasInstallScript)
    const names = scripted.map(([path]) => path.replace(/^.*node_modules\//, ''))
    expect(names.toSorted()).to.deep.equal(Object.keys(packageJson.allowScripts).toSorted())
    const allowed = Object.entries(packageJson.allowScripts).flatMap(([name, isAllowed]) => (isAllowed ? [name] : []))
    expect(allowed.map((name) => [name, lock.packages[`node_modules/${name}`]?.dev])).to.deep.equal([['node', true]])
  })
})
