import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import packageJson from '../../package.json' with { type: 'json' }
import type { Cluster } from './kit/cluster.ts'
import { answers, until } from './kit/probes.ts'
import { cluster as sharedCluster } from './kit/shared.ts'
import { RESTRICTED, RESTRICTED_NAMESPACE, restrictedPod } from './restricted.ts'

const NAMESPACE = 'image'
const EXPORTER = 'image-exporter'
/** Keeps a pod's last status readable after its deletion. */
const HELD = 'podstart.dev/held-by-test'

const RBAC = 'rbac.authorization.k8s.io'
const watching = (namespace: string) => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: EXPORTER, namespace } },
  {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRole',
    metadata: { name: EXPORTER },
    rules: [{ apiGroups: [''], resources: ['pods', 'events'], verbs: ['get', 'list', 'watch'] }],
  },
  {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: EXPORTER },
    subjects: [{ kind: 'ServiceAccount', name: EXPORTER, namespace }],
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: EXPORTER },
  },
]

describe('podstart’s image, run by the kubelet under pod security restricted', () => {
  let cluster: Cluster
  let image: string

  const start = async (name: string, args: readonly string[], more: object = {}): Promise<void> => {
    const held = { metadata: { name, namespace: NAMESPACE, finalizers: [HELD] } }
    await cluster.apply(restrictedPod({ ...held, spec: { ...more }, container: { image, args } }))
  }
  const read = (name: string, path: string): Promise<string> =>
    cluster.kubectl(['get', 'pod', name, '-n', NAMESPACE, '-o', `jsonpath={${path}}`])
  const isIn = (name: string, condition: string, seconds = 60): Promise<void> =>
    cluster.waitFor(`pod/${name}`, condition, { namespace: NAMESPACE, seconds })
  const logs = (name: string): Promise<string> => cluster.kubectl(['logs', name, '-n', NAMESPACE])
  const status = async (name: string, port: number, path: string): Promise<number> =>
    (await fetch(`http://${await read(name, '.status.podIP')}:${String(port)}${path}`)).status

  /** Deletes a pod with the 30 s of grace that pods have; its exit code, and whether it took less than so long. */
  const ends = async (name: string, within: number): Promise<object> => {
    const began = performance.now()
    await cluster.kubectl(['delete', 'pod', name, '-n', NAMESPACE, '--wait=false'])
    await isIn(name, 'jsonpath={.status.containerStatuses[0].state.terminated}')
    const code = await read(name, '.status.containerStatuses[0].state.terminated.exitCode')
    const restarts = await read(name, '.status.containerStatuses[0].restartCount')
    return { code, restarts, inTime: performance.now() - began < within }
  }

  before(async () => {
    cluster = await sharedCluster()
    image = await cluster.publishPodstart(packageJson.version)
    await cluster.apply(RESTRICTED_NAMESPACE(NAMESPACE), ...watching(NAMESPACE))
    await cluster.waitFor('serviceaccount/default', 'create', { namespace: NAMESPACE })
  })
  after(async () => {
    const names = (await cluster.kubectl(['get', 'pods', '-n', NAMESPACE, '-o', 'name'])).split('\n').filter(Boolean)
    for (const name of names) {
      await cluster.kubectl(['patch', name, '-n', NAMESPACE, '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])
    }
    await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--wait=false'])
    await cluster.kubectl(['delete', 'clusterrole,clusterrolebinding', EXPORTER])
  })

  it('is refused there as root: what follows is really restricted', async () => {
    const spec = { securityContext: { ...RESTRICTED.pod, runAsNonRoot: false } }
    const refusal = await start('root', ['--version'], spec).catch((error: unknown) => String(error))
    expect(refusal).to.match(/violates PodSecurity "restricted:latest": runAsNonRoot != true/)
  })

  const SAID = [
    ['--version', new RegExp(`^${packageJson.version.replaceAll('.', '\\.')}\n$`)],
    ['--help', /^Usage: podstart \[options\] \[command\]\n[^]* exporter [^]* webhook /],
  ] as const
  for (const [flag, said] of SAID) {
    it(`${flag} says so and ends well`, async () => {
      const name = `flag${flag}`
      await start(name, [flag])
      await isIn(name, 'jsonpath={.status.phase}=Succeeded')
      expect(await logs(name)).to.match(said)
    })
  }

  it('webhook: alive, not ready without a certificate, and SIGTERM ends it well', async () => {
    await start('webhook', ['webhook', '--webhook-health', ':9465', '--drain', '1s'])
    await isIn('webhook', 'jsonpath={.status.podIP}')
    const alive = answers(`http://${await read('webhook', '.status.podIP')}:9465/livez`)
    expect(await until(alive, { seconds: 30 }), 'alive').to.equal(true)
    expect(await status('webhook', 9465, '/readyz'), 'ready').to.equal(503)
    // Nothing of a cache that cannot be written, or of a certificate beyond that it is waited for.
    const told = (await logs('webhook')).trim().split('\n')
    expect(told.map((line) => (JSON.parse(line) as { readonly msg: string }).msg)).to.have.members([
      'no change of the certificate: /etc/podstart/tls/tls.crt: no such file',
      `podstart ${packageJson.version} stamping on https://[::]:8443/mutate`,
      'health and metrics on http://[::]:9465',
    ])
    expect(await ends('webhook', 10_000)).to.deep.equal({ code: '0', restarts: '0', inTime: true })
  })

  it('exporter: ready by its service account, tells of a pod, and SIGTERM ends it well', async () => {
    const container = { readinessProbe: { httpGet: { path: '/readyz', port: 9464 }, periodSeconds: 1 } }
    const env = [{ name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: cluster.addresses.otlp }]
    const args = ['exporter', '--listen', ':9464', '--namespace', NAMESPACE, '--log-level', 'debug']
    await cluster.apply(
      restrictedPod({
        metadata: { name: 'exporter', namespace: NAMESPACE, finalizers: [HELD] },
        spec: { serviceAccountName: EXPORTER, automountServiceAccountToken: true },
        container: { image, args, env, ...container },
      }),
    )
    await isIn('exporter', 'condition=Ready')
    await start('told', ['--version'])
    const isTold = async (): Promise<boolean> => (await logs('exporter')).includes('told')
    expect(await until(isTold, { seconds: 60 }), await logs('exporter')).to.equal(true)
    expect(await ends('exporter', 15_000)).to.deep.equal({ code: '0', restarts: '0', inTime: true })
  })
})
