import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { at, list, text } from '../../src/observe/json.ts'
import { helmLint, helmTemplate } from '../manifests/chart.ts'
import { comparable } from '../manifests/compare.ts'
import { INSTALL, installText, kustomize } from '../manifests/install.ts'
import { containers, nameOf, objectsIn, type Obj } from '../manifests/objects.ts'
import { MANIFESTS, OVERLAY_NAMES, OVERLAYS, read } from '../manifests/places.ts'
import { temporaryFolder, type Folder } from '../support/cli.ts'
import { ensureBuilt } from './kit/builds.ts'
import { placesFor } from './kit/places.ts'

const places = placesFor()
const { helm, kubectl } = places

function rendered(values: object): readonly Obj[] {
  const chart = helmTemplate(helm, values)
  if (!chart.ok) throw new Error(chart.why)
  return objectsIn(chart.text)
}
const find = (objects: readonly Obj[], name: string): Obj | undefined => objects.find((one) => nameOf(one) === name)

/** What Helm says of values that do not fit, without where it found that. */
function refused(values: object): string {
  const chart = helmTemplate(helm, values)
  return chart.ok ? 'taken' : chart.why.replaceAll(/\s+/g, ' ').trim()
}

const REFUSED: readonly (readonly [title: string, values: object, why: string])[] = [
  ['a value that there is not', { replicas: 3 }, "additional properties 'replicas' not allowed"],
  ['one in a part', { webhook: { replica: 3 } }, "at '/webhook': additional properties 'replica' not allowed"],
  ['a number as a word', { webhook: { replicas: 'two' } }, "at '/webhook/replicas': got string, want integer"],
  ['no webhook', { webhook: { replicas: 0 } }, "at '/webhook/replicas': minimum: got 0, want 1"],
  ['another way to certificates', { certificates: { mode: 'vault' } }, "at '/certificates/mode': value must be one of"],
  [
    'certificates that are there, nowhere',
    { certificates: { mode: 'existing' } },
    "at '/certificates/existing/secretName'",
  ],
  [
    'a setting that there is not',
    { config: { crashwindow: '10s' } },
    "additional properties 'crashwindow' not allowed",
  ],
  ['a setting of the chart’s own', { config: { listen: ':80' } }, "additional properties 'listen' not allowed"],
  [
    'an on that is a true',
    { config: { injectTraceparent: true } },
    "at '/config/injectTraceparent': value must be one of 'off', 'on'",
  ],
  ['a choice that there is not', { config: { context: 'child' } }, "at '/config/context': value must be one of"],
  ['a ratio above 1', { config: { samplingRatio: 1.5 } }, "at '/config/samplingRatio': maximum: got 1.5, want 1"],
  ['a ratio above 1, as --set gives it', { config: { samplingRatio: '1.5' } }, "at '/config/samplingRatio'"],
  ['a collector without http', { otlp: { endpoint: 'collector:4318' } }, "at '/otlp/endpoint'"],
  ['a namespace with a capital', { namespaces: ['Shop'] }, "at '/namespaces/0'"],
]

describe('manifests', () => {
  before(() => ensureBuilt(['helm', 'kubernetes'], places))

  it(`${INSTALL} is what kubectl renders`, () => {
    expect(read(INSTALL)).to.equal(installText(kubectl))
  })
  for (const overlay of OVERLAY_NAMES) {
    it(`the overlay ${overlay} begins with the webhook configuration and the namespace`, () => {
      expect(objectsIn(kustomize(kubectl, overlay)).slice(0, 2).map(nameOf)).to.deep.equal([
        'MutatingWebhookConfiguration podstart',
        'Namespace podstart',
      ])
    })
    it(`the chart makes the objects of the overlay ${overlay}`, () => {
      const chart = comparable(rendered(OVERLAYS[overlay]))
      const objects = comparable(objectsIn(kustomize(kubectl, overlay)))
      expect(Object.keys(chart)).to.deep.equal(Object.keys(objects))
      // One by one: the difference is then short enough to be shown.
      for (const [name, object] of Object.entries(objects)) expect(chart[name], name).to.deep.equal(object)
    })
  }
  it('the overlay namespaced gives no rights in all of the cluster but to the one webhook configuration', () => {
    const rights = objectsIn(kustomize(kubectl, 'namespaced')).filter((one) => one['kind'] === 'ClusterRole')
    expect(rights.map(nameOf)).to.deep.equal(['ClusterRole podstart-certs'])
  })
})

/** Kustomizations that people may write, as manifests/README.md shows them. */
const examples = [...read('README.md').matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block = '']) => block)

/** The same of README.md, where a shell writes it beside the folder manifests. */
const [, inReadme = ''] = /<<'END'\n([^]*?)^END$/m.exec(readFileSync(join(MANIFESTS, '../README.md'), 'utf8')) ?? []

describe('kustomizations in manifests/README.md', () => {
  let folder: Folder
  before(async () => {
    await ensureBuilt(['kubernetes'], places)
    folder = temporaryFolder()
    cpSync(MANIFESTS, folder.path('podstart/manifests'), { recursive: true })
  })
  after(() => folder.remove())

  function built(example: string | undefined): readonly Obj[] {
    folder.write('kustomization.yaml', example ?? '')
    return objectsIn(execFileSync(kubectl, ['kustomize', folder.path('.')], { encoding: 'utf8' }))
  }

  it('are three', () => {
    expect(examples).to.have.length(3)
  })
  it('say where the image is', () => {
    const objects = built(examples[0])
    const images = objects.flatMap((one) => containers(one).map((container) => text(container, 'image') ?? ''))
    expect(images.filter((image) => image.startsWith('podstart'))).to.deep.equal([])
    expect(images.filter((image) => image === 'registry.example/podstart:0.1.0')).to.have.length(3)
    expect(objects.slice(0, 1).map(nameOf)).to.deep.equal(['MutatingWebhookConfiguration podstart'])
  })
  it('are that of README.md, in fewer lines', () => {
    expect(built(inReadme.replace('../manifests/', 'podstart/manifests/'))).to.deep.equal(built(examples[0]))
  })
  it('say where image and collector are, and what the settings are', () => {
    const objects = built(examples[1])
    const exporter = find(objects, 'Deployment podstart/podstart-exporter')
    const [container] = exporter === undefined ? [] : containers(exporter)
    expect(text(container, 'image')).to.equal('registry.example/podstart:0.1.0')
    expect(list(container, 'env')[0]).to.deep.equal({
      name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      value: 'http://my-collector.monitoring.svc:4318',
    })
    const map = find(objects, 'ConfigMap podstart/podstart')
    expect(text(map, 'data', 'podstart.yaml')).to.equal(
      'clusterName: production\nsamplingRatio: 0.1\nexcludeNamespaces: [kube-system, kube-node-lease, podstart]',
    )
    expect(objects.slice(0, 1).map(nameOf)).to.deep.equal(['MutatingWebhookConfiguration podstart'])
  })
  it('put components together', () => {
    const names = built(examples[2]).map(nameOf)
    expect(names[0]).to.equal('MutatingWebhookConfiguration podstart')
    expect(names).to.include.members(['Certificate podstart/podstart-webhook', 'ServiceMonitor podstart/podstart'])
    expect(names).to.not.include('Deployment podstart/podstart-certs')
  })
})

describe('the chart', () => {
  before(() => ensureBuilt(['helm'], places))

  it('has nothing that helm lint minds', () => {
    expect(helmLint(helm))
      .to.match(/1 chart\(s\) linted, 0 chart\(s\) failed/)
      .and.not.match(/WARN|ERROR/)
  })
  for (const [title, values, why] of REFUSED) {
    it(`refuses ${title}`, () => {
      expect(refused(values)).to.include(why)
    })
  }
  it('writes settings as podstart reads them', () => {
    const config = { metricSets: 1_000_000, samplingRatio: 0.001, injectTraceparent: 'on', excludeNamespaces: ['a'] }
    const map = find(rendered({ config }), 'ConfigMap podstart/podstart')
    expect(text(map, 'data', 'podstart.yaml')?.split('\n')).to.deep.equal([
      'clusterName: kubernetes',
      'excludeNamespaces:',
      '- a',
      'injectTraceparent: "on"',
      'metricSets: 1000000',
      'samplingRatio: 0.001',
      '',
    ])
  })
  it('gives rights in each namespace that is watched', () => {
    const objects = rendered({ namespaces: ['shop', 'web'] })
    const rights = objects.map(nameOf).filter((name) => /^(Cluster)?Role(Binding)? .*exporter$/.test(name))
    expect(rights).to.have.members([
      'Role shop/podstart-exporter',
      'RoleBinding shop/podstart-exporter',
      'Role web/podstart-exporter',
      'RoleBinding web/podstart-exporter',
    ])
  })
  it('serves with a certificate that is there', () => {
    const existing = { secretName: 'mine', caBundle: 'QUJD' }
    const objects = rendered({ certificates: { mode: 'existing', existing } })
    const [webhook] = list(find(objects, 'MutatingWebhookConfiguration podstart'), 'webhooks')
    const volumes = list(find(objects, 'Deployment podstart/podstart-webhook'), 'spec', 'template', 'spec', 'volumes')
    expect([text(webhook, 'clientConfig', 'caBundle'), text(volumes[1], 'secret', 'secretName')]).to.deep.equal([
      'QUJD',
      'mine',
    ])
    expect(objects.map(nameOf).filter((name) => name.includes('certs') || name.startsWith('Secret'))).to.deep.equal([])
  })
  it('takes cert-manager’s issuer that is there', () => {
    const issuerRef = { name: 'company', kind: 'ClusterIssuer' }
    const objects = rendered({ certificates: { mode: 'certManager', certManager: { issuerRef } } })
    const ours = objects.filter(({ apiVersion }) => apiVersion === 'cert-manager.io/v1')
    expect(ours.map(nameOf)).to.deep.equal(['Certificate podstart/podstart-webhook'])
    expect(at(ours[0], 'spec', 'issuerRef')).to.deep.equal(issuerRef)
  })
  it('gives the webhook as long to end as it drains, and more', () => {
    const webhook = find(rendered({ webhook: { drainSeconds: 60 } }), 'Deployment podstart/podstart-webhook')
    const [container] = webhook === undefined ? [] : containers(webhook)
    expect(list(container, 'args')).to.include('--drain=60s')
    expect(at(webhook, 'spec', 'template', 'spec', 'terminationGracePeriodSeconds')).to.equal(75)
  })
  it('puts image, variables and places where they belong', () => {
    const webhook = find(
      rendered({
        image: { repository: 'registry.example/podstart', digest: `sha256:${'0'.repeat(64)}` },
        imagePullSecrets: [{ name: 'pull' }],
        webhook: {
          env: [{ name: 'NO_COLOR', value: '1' }],
          tolerations: [{ operator: 'Exists' }],
          affinity: { nodeAffinity: {} },
          nodeSelector: { pool: 'system' },
          priorityClassName: 'high',
        },
      }),
      'Deployment podstart/podstart-webhook',
    )
    const spec = at(webhook, 'spec', 'template', 'spec') as Obj
    const [container] = list(spec, 'containers')
    expect(at(container, 'image')).to.equal(`registry.example/podstart@sha256:${'0'.repeat(64)}`)
    expect(list(container, 'env').map((one) => text(one, 'name'))).to.deep.equal(['NODE_OPTIONS', 'NO_COLOR'])
    const { imagePullSecrets, tolerations, affinity, nodeSelector, priorityClassName } = spec
    expect({ imagePullSecrets, tolerations, affinity, nodeSelector, priorityClassName }).to.deep.equal({
      imagePullSecrets: [{ name: 'pull' }],
      tolerations: [{ operator: 'Exists' }],
      affinity: { nodeAffinity: {} },
      // Helm merges maps.
      nodeSelector: { 'kubernetes.io/os': 'linux', pool: 'system' },
      priorityClassName: 'high',
    })
  })
})
