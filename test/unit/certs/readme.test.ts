import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { examine } from '../../../src/certs/inventory.ts'
import { temporaryFolder, type Folder } from '../../support/cli.ts'
import { handshake, OPENSSL } from './handshake.ts'

const readme = readFileSync(new URL('../../../certs/README.md', import.meta.url), 'utf8')

/** The shell blocks of the part that is about doing it by hand, but for those that need a cluster. */
const blocks = [...(readme.split('## By hand')[1] ?? '').matchAll(/^( *)```sh\n([^]*?)^ *```$/gm)]
  .map(([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''))
  .filter((block) => !block.includes('kubectl'))

describe('certs/README.md', () => {
  it('tells how to make, to bundle, to serve and to remove', () => {
    expect(blocks).to.have.length(4)
  })
})

if (OPENSSL !== undefined) {
  describe(`certificates made by hand, as certs/README.md says, with ${OPENSSL}`, () => {
    let folder: Folder
    const [make = '', bundle = '', serve = '', remove = ''] = blocks
    const run = (block: string, where = '.'): string =>
      execFileSync('sh', ['-e', '-c', block], {
        cwd: folder.path(where),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    before(() => {
      folder = temporaryFolder()
    })
    after(() => folder.remove())

    const served = () => ({ cert: folder.read('tls.crt'), key: folder.read('tls.key') })
    const trusted = async (): Promise<readonly string[]> => {
      const ca = folder.read('ca.crt')
      return [await handshake(served(), ca, 'localhost'), await handshake(served(), ca, '127.0.0.1')]
    }

    it('are made, and verified', () => {
      expect(run(make)).to.equal('tls.crt: OK\n')
      expect(folder.names().toSorted()).to.deep.equal(['ca.crt', 'tls.cnf', 'tls.crt', 'tls.key'])
    })
    it('serve, for their names only', async () => {
      expect(await trusted()).to.deep.equal(['trusted', 'trusted'])
      const another = await handshake(served(), folder.read('ca.crt'), 'another')
      expect(another).to.equal('ERR_TLS_CERT_ALTNAME_INVALID')
    })
    it('are what podstart certs goes on from', () => {
      const files = { 'ca.crt': folder.read('ca.crt'), 'tls.crt': served().cert, 'tls.key': served().key }
      expect(examine(files, Date.now() + 1_000).serving).to.deep.include({
        is: 'good',
        names: ['localhost', '127.0.0.1'],
      })
    })
    it('are renewed: at each step what is served is trusted', async () => {
      const before = served()
      mkdirSync(folder.path('next'))
      run(make, 'next')
      run(bundle)
      expect(await trusted()).to.deep.equal(['trusted', 'trusted'])
      expect(served()).to.deep.equal(before)
      run(serve)
      expect(await trusted()).to.deep.equal(['trusted', 'trusted'])
      expect(served()).to.not.deep.equal(before)
      run(remove)
      expect(await trusted()).to.deep.equal(['trusted', 'trusted'])
      expect(await handshake(before, folder.read('ca.crt'), 'localhost')).to.not.equal('trusted')
    })
  })
}
