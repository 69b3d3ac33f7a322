import { expect } from 'chai'
import { describe, it } from 'mocha'
import { containerAttributes, podAttributes } from '../../../src/telemetry/attributes.ts'
import { spansOf } from '../../../src/telemetry/spans.ts'
import { running, setUp, startedBy, story, waiting, type Story } from '../../support/story.ts'
import { startups } from '../../support/tell.ts'

const DIGEST = `sha256:${'0'.repeat(64)}`
const IMAGES: readonly (readonly [image: string, name: string, tags?: readonly string[]])[] = [
  ['nginx', 'nginx'],
  ['nginx:1.29', 'nginx', ['1.29']],
  ['registry.example/team/app:v1', 'registry.example/team/app', ['v1']],
  ['127.0.0.1:5000/app', '127.0.0.1:5000/app'],
  ['127.0.0.1:5000/app:60m', '127.0.0.1:5000/app', ['60m']],
  [`nginx@${DIGEST}`, 'nginx'],
  [`127.0.0.1:5000/app@${DIGEST}`, '127.0.0.1:5000/app'],
  [`127.0.0.1:5000/app:60m@${DIGEST}`, '127.0.0.1:5000/app', ['60m']],
  ['A:b:c', 'A:b', ['c']],
  ['app:', 'app:'],
]

describe('the attributes of an image', () => {
  for (const [image, name, tags] of IMAGES) {
    it(image, () => {
      const container = { spec: { name: 'app', role: 'main', image, probes: [] }, statuses: [], events: [] } as const
      expect(containerAttributes(container)).to.deep.equal({
        'k8s.container.name': 'app',
        'podstart.container.role': 'main',
        'container.image.name': name,
        ...(tags === undefined ? {} : { 'container.image.tags': tags }),
      })
    })
  }
  it('none', () => {
    const container = { spec: { name: 'app', role: 'sidecar', probes: [] }, statuses: [], events: [] } as const
    expect(containerAttributes(container)).to.deep.equal({
      'k8s.container.name': 'app',
      'podstart.container.role': 'sidecar',
    })
  })
})

const pulling = (one: Story = setUp(story()), count = 1) =>
  one.event(100, 'Pulling', 'Pulling image "registry/app:1"', { container: 'app', count })
const pulled = (one: Story, message: string) =>
  one.event(150, 'Pulled', message, { container: 'app' }).ready(190, [running('app', 170)])
const CACHED = 'Container image "registry/app:1" already present on machine'

interface PullCase {
  readonly name: string
  readonly of: Story
  readonly attributes: object
}

const PULLS: readonly PullCase[] = [
  { name: 'cached', of: pulled(setUp(story()), CACHED), attributes: { cached: true } },
  {
    name: 'pulled: wait, transfer, size',
    of: pulled(
      pulling(),
      'Successfully pulled image "a" in 9.5ms (661ms including waiting). Image size: 61095175 bytes.',
    ),
    attributes: { attempts: 1, cached: false, transfer_ms: 9.5, wait_ms: 651.5, image_size: 61_095_175 },
  },
  {
    name: 'pulled, before sizes were told',
    of: pulled(pulling(), 'Successfully pulled image "a" in 1m44.643s (2m0s including waiting)'),
    attributes: { attempts: 1, cached: false, transfer_ms: 104_643, wait_ms: 15_357 },
  },
  {
    name: 'pulled, before the wait was told',
    of: pulled(pulling(), 'Successfully pulled image "a" in 32ms'),
    attributes: { attempts: 1, cached: false, transfer_ms: 32, wait_ms: 0 },
  },
  { name: 'pulled, in words that nobody knows', of: pulled(pulling(), 'It is here'), attributes: { attempts: 1 } },
  {
    name: 'pulled at the third try',
    of: pulled(pulling(pulling(), 3), 'Successfully pulled image "a" in 32ms'),
    attributes: { attempts: 3, cached: false, transfer_ms: 32, wait_ms: 0 },
  },
  {
    name: 'open: the attempts',
    of: pulling(pulling(), 4).status(900, { containerStatuses: [waiting('app', 'ImagePullBackOff')] }),
    attributes: { attempts: 4 },
  },
  {
    name: 'open when it was deleted: what was told of it later is not told',
    of: pulled(pulling().deleting(120), 'Successfully pulled image "a" in 32ms'),
    attributes: { attempts: 1 },
  },
  { name: 'no Event', of: setUp(story()).ready(190, [running('app', 170)]), attributes: {} },
]

describe('the attributes of a pull', () => {
  for (const { name, of, attributes } of PULLS) {
    it(name, () => {
      const found = startups(of).flatMap((one) =>
        spansOf(one, { mode: 'link' }).filter((span) => span.name.includes('pull')),
      )
      const told = found.map((span) =>
        Object.fromEntries(
          Object.entries(span.attributes).flatMap(([key, value]) =>
            key.startsWith('podstart.pull.') ? [[key.replace('podstart.pull.', ''), value]] : [],
          ),
        ),
      )
      expect(told).to.deep.equal([attributes])
    })
  }
})

const owned = (kind: string, name: string, labels: object = {}) =>
  story({ metadata: { labels, ownerReferences: [{ kind, name, controller: true }] } })
const WORKLOADS: readonly (readonly [name: string, of: Story, attributes: object])[] = [
  ['bare', story(), { 'podstart.workload': '(bare)' }],
  [
    'of a Deployment',
    owned('ReplicaSet', 'shop-7d4b9', { 'pod-template-hash': '7d4b9' }),
    { 'podstart.workload': 'shop', 'k8s.deployment.name': 'shop' },
  ],
  ['of a ReplicaSet', owned('ReplicaSet', 'shop'), { 'podstart.workload': 'shop', 'k8s.replicaset.name': 'shop' }],
  ['of a StatefulSet', owned('StatefulSet', 'db'), { 'podstart.workload': 'db', 'k8s.statefulset.name': 'db' }],
  ['of a CronJob', owned('Job', 'tidy-29012345'), { 'podstart.workload': 'tidy', 'k8s.cronjob.name': 'tidy' }],
  ['of a kind of somebody’s own', owned('Workflow', 'etl'), { 'podstart.workload': 'etl' }],
]

describe('the attributes of a pod', () => {
  for (const [name, of, attributes] of WORKLOADS) {
    it(name, () => {
      const found = startups(setUp(of).ready(190, [running('app', 170)]))
      expect(found.map(podAttributes)).to.deep.equal([
        {
          'k8s.namespace.name': 'shop',
          'k8s.pod.name': 'web',
          'k8s.pod.uid': '11111111-2222-4333-8444-555555555555',
          'k8s.node.name': 'node-a',
          ...attributes,
        },
      ])
    })
  }
  it('that no node has got', () => {
    const [one] = startups(story().added(5))
    expect(one && Object.keys(podAttributes(one))).not.to.include('k8s.node.name')
  })
})

describe('the events of a span', () => {
  const failing = (times: number) => {
    const one = startedBy(setUp(story({ containers: [{ name: 'app', readinessProbe: {} }] })), 'app', 100)
    for (let i = 1; i <= times; i += 1) {
      one.event(1_000 * i, 'Unhealthy', 'Readiness probe failed: not yet', { container: 'app', type: 'Warning' })
    }
    return one.ready(90_000, [running('app', 170)])
  }
  const probeOf = (one: Story) =>
    startups(one)
      .flatMap((startup) => spansOf(startup, { mode: 'link' }))
      .filter(({ name }) => name === 'probe')
      .map(({ events, droppedEvents }) => ({ kept: events.length, dropped: droppedEvents }))
  it('are all kept up to 32', () => {
    expect(probeOf(failing(32))).to.deep.equal([{ kept: 32, dropped: 0 }])
  })
  it('over that are counted', () => {
    expect(probeOf(failing(40))).to.deep.equal([{ kept: 32, dropped: 8 }])
  })
})
