import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { FILE_NAMES, type Files } from '../../../src/certs/files.ts'
import { createFolderStore } from '../../../src/certs/folder-store.ts'
import type { Store } from '../../../src/certs/store.ts'
import { temporaryFolder, type Folder } from '../../support/cli.ts'

const ALL: Files = Object.fromEntries(FILE_NAMES.map((name) => [name, `${name} 1\n`]))
const SERVING: Files = { 'ca.crt': 'ca 2\n', 'tls.crt': 'crt 2\n', 'tls.key': 'key 2\n' }

describe('a folder of certificates', () => {
  let folder: Folder
  let store: Store
  beforeEach(() => {
    folder = temporaryFolder()
    store = createFolderStore(folder.path('certs'))
  })
  afterEach(() => folder.remove())

  const held = async () => {
    const read = await store.read()
    if (read.is === 'failed') throw new Error(read.why)
    return read
  }
  const put = async (files: Files): Promise<void> => {
    const written = await store.write(files, (await held()).version)
    expect(written).to.deep.equal({ is: 'written' })
  }
  const names = (): readonly string[] => readdirSync(folder.path('certs')).toSorted()
  const mode = (name: string): string => (statSync(folder.path(`certs/${name}`)).mode & 0o777).toString(8)

  it('need not be there', async () => {
    expect((await held()).files).to.deep.equal({})
    expect(folder.names()).to.deep.equal([])
  })
  it('has what was written, the keys for its owner alone', async () => {
    await put(ALL)
    expect((await held()).files).to.deep.equal(ALL)
    expect(names()).to.deep.equal(['.lock', ...FILE_NAMES].toSorted())
    expect(FILE_NAMES.map((name) => `${name} ${mode(name)}`)).to.deep.equal([
      'ca.crt 644',
      'next.key 600',
      'next.crt 644',
      'next.trusted-since 644',
      'tls.key 600',
      'tls.crt 644',
    ])
  })
  it('loses what is not written any more, and nothing that is not its own', async () => {
    await put(ALL)
    folder.write('certs/README.md', 'mine')
    await put(SERVING)
    expect((await held()).files).to.deep.equal(SERVING)
    expect(names()).to.deep.equal(['.lock', 'README.md', 'ca.crt', 'tls.crt', 'tls.key'])
  })
  it('takes an empty file for none', async () => {
    await put(SERVING)
    folder.write('certs/next.crt', '\n')
    expect((await held()).files).to.deep.equal(SERVING)
  })
  it('has another version for each content, and one for the same', async () => {
    await put(SERVING)
    const { version } = await held()
    await put(ALL)
    const other = await held()
    await put(SERVING)
    expect(other.version).to.not.equal(version)
    expect((await held()).version).to.equal(version)
  })
  it('is not written over what somebody else has written since', async () => {
    const { version } = await held()
    await put(ALL)
    expect(await store.write(SERVING, version)).to.deep.equal({ is: 'conflict' })
    expect((await held()).files).to.deep.equal(ALL)
  })
  it('is written by one of many who do so at once', async () => {
    const { version } = await held()
    const written = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        createFolderStore(folder.path('certs')).write({ ...ALL, 'ca.crt': `${i}\n` }, version),
      ),
    )
    const winner = written.findIndex(({ is }) => is === 'written')
    expect(written.map(({ is }) => is).toSorted()).to.deep.equal([...Array<string>(7).fill('conflict'), 'written'])
    expect((await held()).files).to.deep.equal({ ...ALL, 'ca.crt': `${winner}\n` })
  })
  it('is not written while another process writes, and is when that has been killed', async () => {
    await put(SERVING)
    const hold = `
      import { withLock } from ${JSON.stringify(new URL('../../../src/certs/folder-lock.ts', import.meta.url).href)}
      await withLock(${JSON.stringify(folder.path('certs/.lock'))}, async () => {
        console.log('held')
        await new Promise(() => setInterval(() => undefined, 1_000))
      })`
    const other = spawn(process.execPath, ['--input-type=module', '--eval', hold], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      await once(other.stdout, 'data')
      expect(await store.write(ALL, (await held()).version)).to.deep.equal({ is: 'conflict' })
    } finally {
      other.kill('SIGKILL')
      await once(other, 'close')
    }
    await put(ALL)
  })
  it('is none the worse for what a process left behind that ended in the middle', async () => {
    await put(SERVING)
    folder.write('certs/.tls.key.part', 'half a k')
    folder.write('certs/.next.crt.part', 'half a c')
    expect((await held()).files).to.deep.equal(SERVING)
    await put({ ...ALL })
    expect((await held()).files).to.deep.equal(ALL)
    expect(names()).to.deep.equal(['.lock', ...FILE_NAMES].toSorted())
    expect(mode('tls.key')).to.equal('600')
  })
  it('has a link replaced, not what it points to', async () => {
    mkdirSync(folder.path('certs'))
    folder.write('elsewhere', 'mine')
    symlinkSync(folder.path('elsewhere'), folder.path('certs/tls.key'))
    await put(SERVING)
    expect(folder.read('elsewhere')).to.equal('mine')
  })
  it('says why it cannot be used', async () => {
    folder.write('certs', 'a file')
    const path = folder.path('certs')
    expect(await store.read()).to.deep.include({ is: 'failed' })
    const made = await createFolderStore(`${path}/below`).write(SERVING, '')
    expect(made).to.deep.equal({
      is: 'failed',
      why: `cannot use the folder ${path}/below: ENOTDIR: not a directory, mkdir '${path}/below'`,
    })
  })
})
