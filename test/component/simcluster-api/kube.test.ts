import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { loadCredentials } from '../../../src/kube/credentials.ts'
import { temporaryFolder, type Folder } from '../../support/cli.ts'
import { startReflecting, type Reflecting } from '../reflector/reflecting.ts'
import { apiForEach, pod, PODS } from './harness.ts'

describe('podstart’s own list and watch, of the simulated API', () => {
  const api = apiForEach()
  let folder: Folder
  let reflecting: Reflecting
  beforeEach(async () => {
    folder = temporaryFolder()
    for (const name of ['a', 'b', 'c']) await api.now.ask('POST', PODS, pod(name))
    const kubeconfig = folder.write('kubeconfig', api.now.kubeconfigText())
    reflecting = startReflecting(loadCredentials({ kubeconfig }), { pageSize: 2 })
  })
  afterEach(async () => {
    await reflecting.stop()
    folder.remove()
  })

  it('shows what there is, and what comes', async () => {
    const named = () => reflecting.items.map(({ type, object }) => `${type} ${nameIn(object)}`)
    await reflecting.until(() => named().includes('BOOKMARK '))
    await api.now.ask('DELETE', `${PODS}/b`)
    await reflecting.until(() => named().some((one) => one.startsWith('DELETED')))
    expect(named()).to.deep.equal(['ADDED a', 'ADDED b', 'ADDED c', 'BOOKMARK ', 'MODIFIED b', 'DELETED b'])
  })
})

const nameIn = (object: unknown): string =>
  (object as { readonly metadata: { readonly name?: string } }).metadata.name ?? ''
