import { X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { createApi } from '../../../src/certs/api.ts'
import { createConfigurations } from '../../../src/certs/cluster-configurations.ts'
import type { Configurations, SeenTrust } from '../../../src/certs/configurations.ts'
import { loadKubeConfig } from '../../../src/kube/credentials.ts'
import { sharedAuthority } from '../../support/apiserver/certificates.ts'
import { temporaryFolder, type Folder } from '../../support/cli.ts'
import { configurationPath, startCertsServer, type CertsServer, type Fields } from './api-server.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** As in a manifest; the second one is reached by an address. */
const configuration = (...bundles: readonly (string | undefined)[]): Fields => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: 'podstart', labels: { app: 'podstart' } },
  webhooks: bundles.map((bundle, i) => ({
    name: `w${i}.podstart.dev`,
    failurePolicy: 'Ignore',
    clientConfig: {
      ...(i === 0 ? { service: { name: 'podstart', namespace: 'podstart', path: '/mutate' } } : { url: 'https://a/' }),
      ...(bundle !== undefined && { caBundle: base64(bundle) }),
    },
  })),
})

describe('the webhook configurations of a cluster', () => {
  let server: CertsServer
  let folder: Folder
  let configurations: Configurations
  const stop = new AbortController()
  beforeEach(async () => {
    server = await startCertsServer()
    folder = temporaryFolder()
    const kubeconfig = folder.write('kubeconfig', server.kubeconfigText())
    const api = createApi(() => loadKubeConfig({ kubeconfig }), 'podstart/test', stop.signal)
    configurations = createConfigurations(api, ['podstart', 'other'])
  })
  afterEach(async () => {
    await server.close()
    folder.remove()
  })

  const seen = async (): Promise<SeenTrust> => {
    const [first] = await configurations.read()
    if (first?.is !== 'seen') throw new Error(first?.why)
    return first
  }

  it('are seen with what each webhook trusts', async () => {
    const { ca } = await sharedAuthority()
    server.put(configurationPath('podstart'), configuration(ca, 'garbage', undefined))
    expect(await configurations.read()).to.deep.equal([
      {
        is: 'seen',
        name: 'podstart',
        version: '101',
        webhooks: [
          { name: 'w0.podstart.dev', bundle: ca, fingerprints: [new X509Certificate(ca).fingerprint256] },
          { name: 'w1.podstart.dev', bundle: 'garbage', fingerprints: [] },
          { name: 'w2.podstart.dev', bundle: '', fingerprints: [] },
        ],
      },
      { is: 'unseen', name: 'other', why: 'mutatingwebhookconfiguration other is not there' },
    ])
  })
  it('may be without webhooks', async () => {
    server.put(configurationPath('podstart'), { metadata: { name: 'podstart' } })
    expect(await seen()).to.deep.include({ webhooks: [] })
  })
  it('get the bundle, and nothing else is touched', async () => {
    server.put(configurationPath('podstart'), configuration('old', undefined))
    expect(await configurations.write(await seen(), 'new')).to.deep.equal({ is: 'written' })
    const { metadata } = configuration()
    expect(server.object(configurationPath('podstart'))).to.deep.equal({
      ...configuration('new', 'new'),
      metadata: { ...(metadata as Fields), resourceVersion: '102' },
    })
    expect(server.served.at(-1)).to.deep.include({
      type: 'application/strategic-merge-patch+json',
      body: {
        metadata: { resourceVersion: '101' },
        webhooks: [
          { name: 'w0.podstart.dev', clientConfig: { caBundle: base64('new') } },
          { name: 'w1.podstart.dev', clientConfig: { caBundle: base64('new') } },
        ],
      },
    })
  })
  for (const [title, meanwhile] of [
    ['was changed', () => server.put(configurationPath('podstart'), configuration('other'))],
    ['was deleted', () => server.remove(configurationPath('podstart'))],
  ] as const) {
    it(`are not written when one ${title} since it was seen`, async () => {
      server.put(configurationPath('podstart'), configuration('old'))
      const before = await seen()
      meanwhile()
      expect(await configurations.write(before, 'new')).to.deep.equal({ is: 'conflict' })
    })
  }
  it('say which verb is not allowed', async () => {
    server.put(configurationPath('podstart'), configuration('old'))
    const before = await seen()
    server.forbidden.add('patch mutatingwebhookconfigurations').add('get mutatingwebhookconfigurations')
    const why = (verb: string): string =>
      `cannot ${verb} mutatingwebhookconfiguration podstart: a role must allow "${verb}" on mutatingwebhookconfigurations ` +
      `(HTTP 403: mutatingwebhookconfigurations is forbidden: User "certs" cannot ${verb} it)`
    expect(await configurations.write(before, 'new')).to.deep.equal({ is: 'failed', why: why('patch') })
    expect((await configurations.read())[0]).to.deep.equal({ is: 'unseen', name: 'podstart', why: why('get') })
  })
})
