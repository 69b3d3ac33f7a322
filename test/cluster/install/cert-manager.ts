import { at, list, text } from '../../../src/observe/json.ts'
import { createIssuer } from '../../support/certificates.ts'
import type { Cluster } from '../kit/cluster.ts'

const CERTIFICATE = 'podstart/podstart-webhook'
const [NAMESPACE = '', NAME = ''] = CERTIFICATE.split('/')
const CONFIGURATION = ['mutatingwebhookconfiguration', 'podstart']

/** What cert-manager and its cainjector would do with our Certificate: there is none of them here. */
export async function issueAsCertManager({ apply, kubectl }: Cluster): Promise<void> {
  const read = async (...what: readonly string[]): Promise<unknown> =>
    JSON.parse(await kubectl(['get', ...what, '--output', 'json']))
  const certificate = at(await read('certificates.cert-manager.io', NAME, '--namespace', NAMESPACE), 'spec')
  const secret = text(certificate, 'secretName') ?? ''
  const there = await kubectl(['get', 'secret', secret, '--namespace', NAMESPACE, '--ignore-not-found'])
  if (there !== '') return
  const { ca, issue } = await createIssuer('cert-manager')
  const { cert, key } = await issue({ names: list(certificate, 'dnsNames').map(String) })
  const stringData = { 'tls.crt': cert, 'tls.key': key, 'ca.crt': ca }
  await apply({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/tls',
    metadata: { name: secret, namespace: NAMESPACE },
    stringData,
  })
  const annotations = at(await read(...CONFIGURATION), 'metadata', 'annotations')
  if (text(annotations, 'cert-manager.io/inject-ca-from') !== CERTIFICATE) return
  const caBundle = Buffer.from(ca).toString('base64')
  const patch = [{ op: 'add', path: '/webhooks/0/clientConfig/caBundle', value: caBundle }]
  await kubectl(['patch', ...CONFIGURATION, '--type=json', '--patch', JSON.stringify(patch)])
}
