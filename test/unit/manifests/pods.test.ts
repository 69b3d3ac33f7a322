import { expect } from 'chai'
import { describe, it } from 'mocha'
import { Command } from 'commander'
import { CERTS_OPTIONS, readRequest, type CertsOptions } from '../../../src/cli/certs-options.ts'
import { flagOf } from '../../../src/cli/settings/names.ts'
import { loadSettings } from '../../../src/cli/settings/load-settings.ts'
import { COMMAND_KEYS } from '../../../src/cli/settings/settings.ts'
import { at, list, text, whole } from '../../../src/observe/json.ts'
import { containers, flagsOf, nameOf, ofKind, podLabels, podSpec, selects, sources } from '../../manifests/objects.ts'

const SECOND = 1_000_000_000n
const deployments = ofKind(sources(), 'Deployment').map((deployment) => {
  const [container] = containers(deployment)
  return { deployment, name: nameOf(deployment).replace('Deployment podstart/', ''), container }
})
const named = (wanted: string) => deployments.filter(({ name }) => name === wanted)

/** Of Node's heap and of the container, in MiB. */
const MEMORY: Readonly<Record<string, number>> = { Mi: 1, Gi: 1024 }
function mebibytes(quantity = ''): number {
  const [, count, unit = ''] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? []
  return Number(count) * (MEMORY[unit] ?? Number.NaN)
}

describe('pods in manifests', () => {
  it('are these', () => {
    expect(deployments.map(({ name }) => name)).to.have.members([
      'podstart-webhook',
      'podstart-exporter',
      'podstart-certs',
      'podstart-jaeger',
    ])
  })
  for (const { deployment, name, container } of deployments) {
    // Source: Kubernetes 1.36, Pod Security Standards, restricted.
    it(`${name} meets the restricted profile, and cannot write`, () => {
      const pod = at(podSpec(deployment), 'securityContext')
      expect(containers(deployment)).to.have.length(1)
      expect(at(container, 'securityContext')).to.deep.equal({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      expect([at(pod, 'runAsNonRoot'), at(pod, 'seccompProfile')]).to.deep.equal([true, { type: 'RuntimeDefault' }])
      expect(whole(pod, 'runAsUser')).to.be.above(0)
      const kinds = list(podSpec(deployment), 'volumes').flatMap((volume) => Object.keys(volume as object))
      expect(kinds.filter((kind) => !['name', 'configMap', 'secret'].includes(kind))).to.deep.equal([])
    })
    it(`${name} is known by its component, and not by its version`, () => {
      const component = name.replace('podstart-', '')
      const selector = { 'app.kubernetes.io/name': 'podstart', 'app.kubernetes.io/component': component }
      expect(at(deployment, 'spec', 'selector', 'matchLabels')).to.deep.equal(selector)
      expect(selects(selector, podLabels(deployment))).to.equal(true)
    })
    it(`${name} has probes of its own ports`, () => {
      const ports = list(container, 'ports').map((port) => text(port, 'name'))
      const paths = ['startupProbe', 'livenessProbe', 'readinessProbe'].map((probe) => {
        expect(ports).to.include(text(container, probe, 'httpGet', 'port'))
        return text(container, probe, 'httpGet', 'path')
      })
      expect(paths).to.deep.equal(
        name === 'podstart-jaeger' ? ['/status', '/status', '/status'] : ['/livez', '/livez', '/readyz'],
      )
    })
    it(`${name} asks for CPU and memory, and is bounded in memory alone`, () => {
      const { requests, limits } = at(container, 'resources') as Record<string, object>
      expect([Object.keys(requests ?? {}), Object.keys(limits ?? {})]).to.deep.equal([['cpu', 'memory'], ['memory']])
    })
    it(`${name} gets a token only where it asks the API server`, () => {
      const [account] = ofKind(sources(), 'ServiceAccount').filter((one) => nameOf(one).endsWith(name))
      expect(at(account, 'automountServiceAccountToken')).to.equal(false)
      expect(text(podSpec(deployment), 'serviceAccountName')).to.equal(name)
      expect(at(podSpec(deployment), 'automountServiceAccountToken')).to.equal(
        ['podstart-exporter', 'podstart-certs'].includes(name),
      )
    })
    if (name === 'podstart-jaeger') continue
    it(`${name} has a heap that fits its memory`, () => {
      const variable = list(container, 'env').find((one) => text(one, 'name') === 'NODE_OPTIONS')
      const heap = Number(/^--max-old-space-size=(\d+)$/.exec(text(variable, 'value') ?? '')?.[1])
      const limit = mebibytes(text(container, 'resources', 'limits', 'memory'))
      // Node itself takes some 70 MiB beside its heap.
      expect(heap).to.be.at.most(Math.min(limit * 0.75, limit - 70))
      expect(mebibytes(text(container, 'resources', 'requests', 'memory'))).to.be.at.most(limit)
    })
  }
})

/** What the process would say of its flags and its settings file. */
function settingsOf(command: keyof typeof COMMAND_KEYS, container: unknown) {
  const known = new Map(COMMAND_KEYS[command].map((key) => [flagOf(key), key]))
  const { '--config': config, ...others } = Object.fromEntries(flagsOf(container))
  expect(config).to.equal('/etc/podstart/config/podstart.yaml')
  expect(Object.keys(others).filter((flag) => !known.has(flag))).to.deep.equal([])
  const flags = Object.fromEntries(Object.entries(others).map(([flag, value]) => [known.get(flag) ?? flag, value]))
  const [file] = ofKind(sources(), 'ConfigMap').filter((one) => nameOf(one) === 'ConfigMap podstart/podstart')
  const loaded = loadSettings({
    flags,
    variables: {},
    file: { name: 'podstart.yaml', text: text(file, 'data', 'podstart.yaml') ?? '' },
  })
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'))
  return loaded.settings
}

const portsOf = (container: unknown) =>
  Object.fromEntries(list(container, 'ports').map((port) => [text(port, 'name'), whole(port, 'containerPort')]))

describe('flags in manifests', () => {
  for (const { deployment, container } of named('podstart-webhook')) {
    it('of the webhook are its own, and fit ports, volume and grace period', () => {
      const settings = settingsOf('webhook', container)
      expect(list(container, 'args')[0]).to.equal('webhook')
      expect(portsOf(container)).to.deep.equal({
        https: settings.webhookListen.port,
        metrics: settings.webhookHealth.port,
      })
      expect([settings.webhookListen.host, settings.webhookHealth.host]).to.deep.equal(['', ''])
      const mounts = list(container, 'volumeMounts').map((mount) => text(mount, 'mountPath'))
      expect(mounts).to.include(settings.tlsCert.replace('/tls.crt', '')).and.to.include('/etc/podstart/config')
      const grace = BigInt(whole(podSpec(deployment), 'terminationGracePeriodSeconds') ?? 0)
      expect(grace * SECOND >= settings.drain + 10n * SECOND).to.equal(true)
    })
  }
  for (const { deployment, container } of named('podstart-exporter')) {
    it('of the exporter are its own, and fit ports and grace period', () => {
      const { listen } = settingsOf('exporter', container)
      expect(list(container, 'args')[0]).to.equal('exporter')
      expect([portsOf(container), listen.host]).to.deep.equal([{ metrics: listen.port }, ''])
      expect(whole(podSpec(deployment), 'terminationGracePeriodSeconds')).to.be.at.least(20)
      expect(at(deployment, 'spec', 'strategy')).to.deep.equal({ type: 'Recreate' })
    })
  }
  for (const { container } of named('podstart-certs')) {
    it('of the certificates are its own, and name what is there', () => {
      const [command, ...args] = list(container, 'args').map(String)
      const parser = new Command().exitOverride()
      for (const option of CERTS_OPTIONS) parser.addOption(option)
      const read = readRequest(parser.parse(args, { from: 'user' }).opts<CertsOptions>())
      if (!read.ok) throw new Error(read.problems.join('\n'))
      const { place, configurations, names, health, keep } = read.request
      const objects = sources().map(nameOf)
      expect(command).to.equal('certs')
      expect(place).to.deep.equal({ is: 'secret', namespace: 'podstart', name: 'podstart-webhook-tls' })
      expect(configurations).to.deep.equal(['podstart'])
      expect([names.includes('podstart-webhook.podstart.svc'), keep]).to.deep.equal([true, true])
      expect(portsOf(container)).to.deep.equal({ health: health?.port })
      expect(objects).to.include('Secret podstart/podstart-webhook-tls')
      expect(objects).to.include('Service podstart/podstart-webhook')
      expect(objects).to.include('MutatingWebhookConfiguration podstart')
    })
  }
})
