import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { createApi, type Api } from '../../../src/certs/api.ts'
import { FILE_NAMES, type Files } from '../../../src/certs/files.ts'
import { createSecretStore } from '../../../src/certs/secret-store.ts'
import type { Store } from '../../../src/certs/store.ts'
import { loadKubeConfig } from '../../../src/kube/credentials.ts'
import { temporaryFolder, type Folder } from '../../support/cli.ts'
import { secretPath, startCertsServer, type CertsServer } from './api-server.ts'

const PATH = secretPath('shop', 'web-tls')
const TYPE = 'kubernetes.io/tls'
const ALL: Files = Object.fromEntries(FILE_NAMES.map((name) => [name, `${name} ü\n`]))
const SERVING: Files = { 'ca.crt': 'ca\n', 'tls.crt': 'crt\n', 'tls.key': 'key\n' }
const base64 = (files: Files): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [name, Buffer.from(content).toString('base64')]))

describe('a Secret of certificates', () => {
  let server: CertsServer
  let folder: Folder
  let stop: AbortController
  let api: Api
  let store: Store
  beforeEach(async () => {
    server = await startCertsServer()
    folder = temporaryFolder()
    stop = new AbortController()
    const kubeconfig = folder.write('kubeconfig', server.kubeconfigText())
    api = createApi(() => loadKubeConfig({ kubeconfig }), 'podstart/test', stop.signal)
    store = createSecretStore(api, { namespace: 'shop', name: 'web-tls' })
  })
  afterEach(async () => {
    stop.abort()
    await server.close()
    folder.remove()
  })

  const version = async (): Promise<string> => {
    const read = await store.read()
    return read.is === 'held' ? read.version : read.why
  }

  it('is made when it is not there', async () => {
    expect(await store.read()).to.deep.equal({ is: 'held', files: {}, version: '' })
    expect(await store.write(SERVING, '')).to.deep.equal({ is: 'written' })
    expect(server.object(PATH)).to.deep.equal({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'web-tls', resourceVersion: '101' },
      type: TYPE,
      data: base64(SERVING),
    })
    expect(await store.read()).to.deep.equal({ is: 'held', files: SERVING, version: '101' })
  })
  it('may be there and empty: then it is patched, not made', async () => {
    server.put(PATH, { type: TYPE, data: { 'tls.crt': '', 'tls.key': '' } })
    expect(await store.read()).to.deep.equal({ is: 'held', files: {}, version: '101' })
    expect(await store.write(SERVING, '101')).to.deep.equal({ is: 'written' })
    expect(server.served.map(({ verb }) => verb)).to.deep.equal(['get', 'patch'])
    expect(server.object(PATH)).to.deep.include({ data: base64(SERVING) })
  })
  it('may be of our own type, and then without any files', async () => {
    server.put(PATH, { type: 'podstart.dev/tls' })
    expect(await store.read()).to.deep.equal({ is: 'held', files: {}, version: '101' })
    expect(await store.write(SERVING, '101')).to.deep.equal({ is: 'written' })
    expect(server.object(PATH)).to.deep.include({ type: 'podstart.dev/tls', data: base64(SERVING) })
  })
  it('keeps what is not ours, and loses what is not written any more', async () => {
    server.put(PATH, {
      type: TYPE,
      metadata: { name: 'web-tls', labels: { team: 'shop' } },
      data: { ...base64(ALL), mine: 'bWluZQ==' },
    })
    expect(await store.read()).to.deep.equal({ is: 'held', files: ALL, version: '101' })
    await store.write(SERVING, '101')
    expect(server.object(PATH)).to.deep.equal({
      type: TYPE,
      metadata: { name: 'web-tls', labels: { team: 'shop' }, resourceVersion: '102' },
      data: { ...base64(SERVING), mine: 'bWluZQ==' },
    })
  })
  it('says who asks', async () => {
    await store.read()
    expect(server.served.map(({ agent }) => agent)).to.deep.equal(['podstart/test'])
  })

  for (const [title, meanwhile] of [
    ['was written', () => server.put(PATH, { type: TYPE, data: base64(ALL) })],
    ['was deleted', () => server.remove(PATH)],
  ] as const) {
    it(`is not written when it ${title} since it was read`, async () => {
      server.put(PATH, { type: TYPE, data: base64(SERVING) })
      const read = await version()
      meanwhile()
      expect(await store.write(ALL, read)).to.deep.equal({ is: 'conflict' })
    })
  }
  it('is not made when another has made it since', async () => {
    const read = await version()
    server.put(PATH, { type: TYPE, data: base64(ALL) })
    expect(await store.write(SERVING, read)).to.deep.equal({ is: 'conflict' })
  })

  for (const [object, why] of [
    [
      { type: 'Opaque', data: {} },
      'secret shop/web-tls is of type Opaque, not kubernetes.io/tls or podstart.dev/tls: it is for something else',
    ],
    [
      { type: TYPE, metadata: { annotations: { 'cert-manager.io/certificate-name': 'web' } }, data: {} },
      'secret shop/web-tls is kept by cert-manager, for its certificate web',
    ],
  ] as const) {
    it(why, async () => {
      server.put(PATH, object)
      expect(await store.read()).to.deep.equal({ is: 'failed', why })
    })
  }
  it('says which namespace is not there', async () => {
    server.before = (verb) => (verb === 'create' ? 404 : undefined)
    expect(await store.write(SERVING, '')).to.deep.equal({ is: 'failed', why: 'there is no namespace shop' })
  })
  for (const [verb, write] of [
    ['get', () => store.read()],
    ['create', () => store.write(SERVING, '')],
    ['patch', () => store.write(SERVING, '101')],
  ] as const) {
    it(`says that the verb ${verb} is not allowed`, async () => {
      if (verb === 'patch') server.put(PATH, { type: TYPE, data: {} })
      server.forbidden.add(`${verb} secrets`)
      const why = `secrets is forbidden: User "certs" cannot ${verb} it`
      expect(await write()).to.deep.equal({
        is: 'failed',
        why: `cannot ${verb} secret shop/web-tls: a role must allow "${verb}" on secrets (HTTP 403: ${why})`,
      })
    })
  }
  it('says what the server says, and that it is not there', async () => {
    server.before = () => 500
    expect(await store.read()).to.deep.equal({
      is: 'failed',
      why: 'cannot get secret shop/web-tls: HTTP 500: it is 500',
    })
    server.before = () => 'reset'
    expect(await store.read()).to.deep.equal({ is: 'failed', why: 'cannot get secret shop/web-tls: other side closed' })
    await server.close()
    const gone = await store.read()
    expect(gone)
      .to.have.property('why')
      .that.matches(/^cannot get secret shop\/web-tls: .*ECONNREFUSED/)
    server = await startCertsServer()
  })
  it('reads the kubeconfig again after a refusal', async () => {
    server.tokens.clear()
    server.tokens.add('another')
    expect(await store.read()).to.deep.equal({
      is: 'failed',
      why: 'cannot get secret shop/web-tls: HTTP 401',
    })
    folder.write('kubeconfig', server.kubeconfigText('another'))
    expect(await store.read()).to.deep.equal({ is: 'held', files: {}, version: '' })
  })
  it('waits no longer when all is to end', async () => {
    server.before = () => {
      setImmediate(() => stop.abort())
      return 'hang'
    }
    expect(await store.read()).to.have.property('is', 'failed')
  })
})
