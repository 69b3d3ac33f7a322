import { expect } from 'chai'
import { describe, it } from 'mocha'
import { parse } from 'yaml'
import { loadSettings } from '../../../src/cli/settings/load-settings.ts'
import { KEYS } from '../../../src/cli/settings/settings.ts'
import { at, list, text, texts } from '../../../src/observe/json.ts'
import {
  containers,
  nameOf,
  objectsIn,
  ofKind,
  podLabels,
  selects,
  sources,
  type Obj,
} from '../../manifests/objects.ts'
import { filesBelow, read } from '../../manifests/places.ts'
import { TAKEN } from '../../manifests/values-schema.ts'

const all = sources()
const deployments = ofKind(all, 'Deployment')
const podsOf = (selector: Readonly<Record<string, string>>): readonly Obj[] =>
  deployments.filter((deployment) => selects(selector, podLabels(deployment)))
const portNames = (deployments: readonly Obj[]): readonly (string | undefined)[] =>
  deployments.flatMap((one) =>
    containers(one).flatMap((container) => list(container, 'ports').map((p) => text(p, 'name'))),
  )

describe('what belongs together in manifests', () => {
  it('is YAML throughout', () => {
    for (const path of filesBelow('.').filter((one) => one.endsWith('.yaml') && !one.startsWith('chart/templates/'))) {
      expect(objectsIn(read(path)), path).to.not.have.length(0)
    }
  })
  it('all is in the namespace podstart, but what a namespace cannot have, and rights in those that are watched', () => {
    const elsewhere = all.filter((one) => text(one, 'metadata', 'namespace') !== 'podstart').map(nameOf)
    expect(elsewhere).to.have.members([
      'Namespace podstart',
      'ClusterRole podstart-exporter',
      'ClusterRoleBinding podstart-exporter',
      'ClusterRole podstart-certs',
      'ClusterRoleBinding podstart-certs',
      'Role default/podstart-exporter',
      'RoleBinding default/podstart-exporter',
      'MutatingWebhookConfiguration podstart',
    ])
  })
  it('no Secret has a content', () => {
    expect(ofKind(all, 'Secret').map((one) => Object.keys(one).toSorted())).to.deep.equal([
      ['apiVersion', 'kind', 'metadata', 'type'],
    ])
  })
  for (const service of ofKind(all, 'Service')) {
    it(`${nameOf(service)} has pods with its ports`, () => {
      const pods = podsOf(texts(service, 'spec', 'selector'))
      expect(pods).to.have.length(1)
      expect(portNames(pods)).to.include.members(list(service, 'spec', 'ports').map((port) => text(port, 'targetPort')))
    })
  }
  for (const policy of ofKind(all, 'NetworkPolicy')) {
    it(`${nameOf(policy)} is of pods with the ports that it opens`, () => {
      const selector = texts(policy, 'spec', 'podSelector', 'matchLabels')
      const pods = podsOf(selector)
      const opened = list(policy, 'spec', 'ingress').flatMap((rule) =>
        list(rule, 'ports').map((port) => text(port, 'port')),
      )
      expect(pods).to.have.length(nameOf(policy).endsWith('default-deny') ? deployments.length : 1)
      expect(portNames(pods)).to.include.members(opened)
    })
  }
  it('the default denies all, in and out', () => {
    const [policy] = ofKind(all, 'NetworkPolicy').filter((one) => nameOf(one).endsWith('default-deny'))
    expect(at(policy, 'spec')).to.deep.equal({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
  })
  it('policies let in and out what is used, and nothing else', () => {
    const portsOf = (policy: Obj, way: string): unknown =>
      at(policy, 'spec', way) === undefined
        ? 'closed'
        : list(policy, 'spec', way).flatMap((rule) => list(rule, 'ports').map((port) => at(port, 'port')))
    const policies = ofKind(objectsIn(read('install.yaml')), 'NetworkPolicy')
    const API_SERVER = [443, 6443, 8443, 16443]
    expect(
      Object.fromEntries(
        policies.map((one) => [
          text(one, 'metadata', 'name'),
          { in: portsOf(one, 'ingress'), out: portsOf(one, 'egress') },
        ]),
      ),
    ).to.deep.equal({
      'podstart-default-deny': { in: 'closed', out: 'closed' },
      'podstart-webhook': { in: ['https', 'metrics'], out: 'closed' },
      'podstart-exporter': { in: ['metrics'], out: [53, 53, ...API_SERVER, 4318] },
      'podstart-certs': { in: 'closed', out: [53, 53, ...API_SERVER] },
    })
  })
  it('the API server calls the Service, for pods that are not of the system and not our own', () => {
    const [configuration] = ofKind(all, 'MutatingWebhookConfiguration')
    const [webhook] = list(configuration, 'webhooks')
    const service = at(webhook, 'clientConfig', 'service')
    expect(service).to.deep.equal({ namespace: 'podstart', name: 'podstart-webhook', port: 443, path: '/mutate' })
    const [found] = ofKind(all, 'Service').filter((one) => nameOf(one) === 'Service podstart/podstart-webhook')
    expect(list(found, 'spec', 'ports').map((port) => at(port, 'port'))).to.deep.equal([443])
    expect(list(webhook, 'namespaceSelector', 'matchExpressions')[0]).to.deep.equal({
      key: 'kubernetes.io/metadata.name',
      operator: 'NotIn',
      values: ['kube-system', 'kube-node-lease', 'podstart'],
    })
    expect(list(webhook, 'rules')).to.deep.equal([
      { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], scope: 'Namespaced' },
    ])
    expect([text(webhook, 'failurePolicy'), at(webhook, 'timeoutSeconds')]).to.deep.equal(['Ignore', 2])
  })
  it('the disruption budget is of the webhook, and lets a lone pod go', () => {
    const [budget] = ofKind(all, 'PodDisruptionBudget')
    expect(podsOf(texts(budget, 'spec', 'selector', 'matchLabels')).map(nameOf)).to.deep.equal([
      'Deployment podstart/podstart-webhook',
    ])
    expect([at(budget, 'spec', 'maxUnavailable'), at(budget, 'spec', 'minAvailable')]).to.deep.equal([1, undefined])
  })
  it('the namespace is restricted', () => {
    const [namespace] = ofKind(all, 'Namespace')
    const levels = ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted'])
    expect(texts(namespace, 'metadata', 'labels')).to.deep.equal(Object.fromEntries(levels))
  })
  it('Prometheus scrapes the Services of webhook and exporter, and leaves our labels alone', () => {
    const [monitor] = ofKind(all, 'ServiceMonitor')
    const { 'podstart.dev/metrics': metrics = '' } = texts(monitor, 'spec', 'selector', 'matchLabels')
    const services = ofKind(all, 'Service').filter((one) =>
      selects({ 'podstart.dev/metrics': metrics }, texts(one, 'metadata', 'labels')),
    )
    expect(services.map(nameOf)).to.have.members([
      'Service podstart/podstart-webhook-metrics',
      'Service podstart/podstart-exporter-metrics',
    ])
    expect(services.flatMap((one) => list(one, 'spec', 'ports').map((port) => text(port, 'name')))).to.deep.equal([
      'metrics',
      'metrics',
    ])
    expect(list(monitor, 'spec', 'endpoints')).to.deep.equal([{ port: 'metrics', interval: '15s', honorLabels: true }])
  })
  it('cert-manager makes the certificate that the webhook serves with, and its name is that of the Service', () => {
    const [certificate] = ofKind(all, 'Certificate').filter((one) => nameOf(one).endsWith('podstart-webhook'))
    expect(at(certificate, 'spec', 'dnsNames')).to.deep.equal(['podstart-webhook.podstart.svc'])
    const [webhook] = deployments.filter((one) => nameOf(one).endsWith('podstart-webhook'))
    const volumes = list(webhook, 'spec', 'template', 'spec', 'volumes')
    expect(volumes.map((volume) => text(volume, 'secret', 'secretName'))).to.include(
      text(certificate, 'spec', 'secretName'),
    )
    expect(read('components/cert-manager/kustomization.yaml')).to.include(
      'cert-manager.io/inject-ca-from: podstart/podstart-webhook\n',
    )
  })
})

/** One line for each rule: what may be done, and to what. */
const RIGHTS: Readonly<Record<string, readonly string[]>> = {
  'ClusterRole podstart-exporter': ['list, watch: pods, events'],
  'Role default/podstart-exporter': ['list, watch: pods, events'],
  'Role podstart/podstart-certs': ['get, patch: secrets podstart-webhook-tls'],
  'ClusterRole podstart-certs': ['get, patch: mutatingwebhookconfigurations podstart'],
}

describe('rights in manifests', () => {
  const roles = all.filter((one) => ['Role', 'ClusterRole'].includes(text(one, 'kind') ?? ''))
  it('are these, and no others', () => {
    const told = (rule: unknown): string =>
      `${list(rule, 'verbs').join(', ')}: ${[list(rule, 'resources').join(', '), ...list(rule, 'resourceNames')].join(' ')}`
    expect(Object.fromEntries(roles.map((role) => [nameOf(role), list(role, 'rules').map(told)]))).to.deep.equal(RIGHTS)
  })
  for (const role of roles) {
    it(`of ${nameOf(role)} are those of the service account of its name`, () => {
      const [binding] = all.filter((one) => nameOf(one) === nameOf(role).replace('Role', 'RoleBinding'))
      const name = text(role, 'metadata', 'name')
      expect([at(binding, 'roleRef', 'kind'), at(binding, 'roleRef', 'name')]).to.deep.equal([role['kind'], name])
      expect(at(binding, 'subjects')).to.deep.equal([{ kind: 'ServiceAccount', name, namespace: 'podstart' }])
    })
  }
})

describe('settings in manifests', () => {
  const problems = (settings: string): readonly string[] => {
    const loaded = loadSettings({ flags: {}, variables: {}, file: { name: 'podstart.yaml', text: settings } })
    return loaded.ok ? [] : loaded.problems
  }
  const patches = (path: string): readonly Obj[] =>
    list(parse(read(path)), 'patches').flatMap((one) => objectsIn(text(one, 'patch') ?? ''))
  const CASES: Readonly<Record<string, unknown>> = {
    base: ofKind(all, 'ConfigMap').find((one) => nameOf(one) === 'ConfigMap podstart/podstart'),
    'the overlay namespaced': ofKind(patches('overlays/namespaced/kustomization.yaml'), 'ConfigMap')[0],
  }
  for (const [where, map] of Object.entries(CASES)) {
    it(`of ${where} are settings that podstart takes`, () => {
      const settings = text(map, 'data', 'podstart.yaml') ?? ''
      expect([settings === '', problems(settings)]).to.deep.equal([false, []])
    })
  }
  it('of the chart are settings that podstart takes, and none that the chart makes itself', () => {
    const config = at(parse(read('chart/values.yaml')), 'config')
    expect(problems(JSON.stringify(config))).to.deep.equal([])
  })
  it('that the chart takes are all, but those that it makes itself', () => {
    const schema: unknown = JSON.parse(read('chart/values.schema.json'))
    const keys = Object.keys(at(schema, 'properties', 'config', 'properties') as object)
    expect([...keys, ...TAKEN]).to.have.members(KEYS)
  })
})
