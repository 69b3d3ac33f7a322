import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Cluster } from './kit/cluster.ts'
import { cluster as sharedCluster } from './kit/shared.ts'
import { container, IMAGE, pod, shell } from './live/pods.ts'
import { openScene } from './live/scenario.ts'
import { createApi, createdPod, type Api, type Pod } from './webhook/api.ts'
import { register, startStamping, unregister, type Stamping } from './webhook/stamping.ts'
import { urlOf } from './webhook/configuration.ts'
import { INJECTED, startInjector } from './webhook/injector.ts'
import type { OtherWebhook } from './webhook/other-webhook.ts'
import { unscheduled } from './webhook/pods.ts'
import { renamed } from './webhook/copy.ts'
import { ADMITTED_AT, FOUND, STAMP } from './webhook/stored-trace.ts'

const PLAIN = 'w-plain'
const UNTOUCHED = 'w-untouched'
const INJECT = 'w-inject'
const FIRST = 'w-other-first'
const LAST = 'w-other-last'

const OURS = [ADMITTED_AT, FOUND, STAMP]

/** The pod's annotations but for our values, which are new each time. */
const annotationsOf = ({ metadata: { annotations } }: Pod): object =>
  Object.fromEntries(Object.entries(annotations).map(([key, value]) => [key, OURS.includes(key) ? 'ours' : value]))

const STAMPED = Object.fromEntries(OURS.map((key) => [key, 'ours']))

/** What of a pod is not by chance, nor another's. */
const restOf = ({ metadata: { labels }, spec }: Pod): object => ({ labels, spec })

/** Of each container, the variable that tells it the pod's trace. */
const variablesOf = ({ spec: { initContainers, containers } }: Pod): object =>
  Object.fromEntries(
    [...initContainers, ...containers].map(({ name, env = [] }) => [
      name,
      (env as readonly { name: string; value: string }[]).find((one) => one.name === 'TRACEPARENT')?.value,
    ]),
  )

describe('pods as the webhook leaves them', () => {
  let cluster: Cluster
  let api: Api
  let stamping: Stamping
  let injecting: Stamping
  let other: OtherWebhook
  before(async () => {
    cluster = await sharedCluster()
    api = createApi(cluster)
    for (const namespace of [PLAIN, UNTOUCHED, INJECT, FIRST, LAST]) await openScene(cluster, namespace)
    stamping = await startStamping(cluster, api, { name: 'm-plain', namespaces: [PLAIN] })
    injecting = await startStamping(cluster, api, {
      name: 'm-inject',
      namespaces: [INJECT, FIRST, LAST],
      flags: ['--inject-traceparent', 'on'],
    })
    const { authority } = stamping
    other = await startInjector(await authority.issue())
    const at = urlOf(other.port)
    for (const [name, namespace] of Object.entries({ 'a-first': FIRST, 'z-last': LAST })) {
      await register(cluster, api, { name, namespaces: [namespace], at, ca: authority.ca })
    }
  })
  after(async () => {
    for (const name of ['a-first', 'z-last']) await unregister(cluster, name)
    other.close()
    await stamping.close()
    await injecting.close()
    for (const namespace of [PLAIN, UNTOUCHED, INJECT, FIRST, LAST]) await api.deletePods(namespace)
    api.close()
  })

  const create = async (made: object): Promise<Pod> => createdPod(await api.createPod(made))
  const reviews = (reason: string) => stamping.webhook.metric('podstart_webhook_reviews_total', { reason })

  describe('a dry run', () => {
    it('shows the stamp, and creates nothing', async () => {
      const made = JSON.stringify(unscheduled('dry', PLAIN))
      const shown = await cluster.kubectl(['create', '-f', '-', '--dry-run=server', '-o', 'json'], made)
      expect(annotationsOf(createdPod({ status: 201, text: shown, millis: 0 }))).to.deep.equal(STAMPED)
      expect(await api.pods(PLAIN)).to.deep.equal([])
    })
  })

  describe('nothing but the stamp is new', () => {
    const CASES = [
      { name: 'without annotations', metadata: {} },
      { name: 'with an empty map of them', metadata: { annotations: {} } },
      { name: 'with annotations', metadata: { annotations: { 'a/b': 'c~d/e', team: '' }, labels: { app: 'x' } } },
    ]
    CASES.forEach(({ name, metadata }, i) => {
      it(`of a pod ${name}`, async () => {
        const [touched, untouched] = [
          await create(unscheduled(`new-${i}`, PLAIN, { metadata })),
          await create(unscheduled(`new-${i}`, UNTOUCHED, { metadata })),
        ]
        expect(annotationsOf(touched)).to.deep.equal({ ...annotationsOf(untouched), ...STAMPED })
        expect(restOf(touched)).to.deep.equal(restOf(untouched))
      })
    })
  })

  describe('near the limit of 262,144 bytes of annotations', () => {
    const CASES = [
      { left: 100, stamped: false },
      { left: 400, stamped: true },
    ]
    for (const { left, stamped } of CASES) {
      it(`${left} bytes left: created, ${stamped ? 'stamped' : 'not stamped'}, and counted`, async () => {
        const before = await reviews('annotation_limit')
        const annotations = { big: 'x'.repeat(262_144 - left - 'big'.length) }
        const made = await create(unscheduled(`left-${left}`, PLAIN, { metadata: { annotations } }))
        expect({
          annotations: annotationsOf(made),
          counted: (await reviews('annotation_limit')) - before,
        }).to.deep.equal({ annotations: { ...annotations, ...(stamped && STAMPED) }, counted: stamped ? 0 : 1 })
      })
    }
  })

  describe('a copy, by get -o yaml and create', () => {
    it('has a stamp of its own', async () => {
      await create(unscheduled('original', PLAIN, { metadata: { annotations: { team: 'a' } } }))
      const yaml = await cluster.kubectl(['get', 'pod', 'original', '-n', PLAIN, '-o', 'yaml'])
      await cluster.kubectl(['create', '-f', '-'], renamed(yaml, 'original', 'copy'))
      const [original, copy] = [await api.pod(PLAIN, 'original'), await api.pod(PLAIN, 'copy')]
      expect(annotationsOf(copy)).to.deep.equal({ team: 'a', ...STAMPED })
      const values = ({ metadata: { annotations } }: Pod) => OURS.map((key) => annotations[key])
      expect(values(copy)).not.to.include.members(values(original))
      for (const value of values(copy)) expect(values(original)).not.to.include(value)
    })
  })

  describe('TRACEPARENT in the containers', () => {
    const init = container('migrate', IMAGE.busybox, shell('echo $TRACEPARENT'))
    const own = container('own', IMAGE.busybox, { env: [{ name: 'TRACEPARENT', value: 'mine' }] })
    const spec = { initContainers: [init] }
    const made = pod('told', [container('app', IMAGE.busybox), own], { metadata: { namespace: INJECT }, spec })

    it('is the stamp, except where there is one already', async () => {
      const told = await create(made)
      const stamp = told.metadata.annotations[STAMP]
      expect(stamp).to.match(/^00-/)
      expect(variablesOf(told)).to.deep.equal({ migrate: stamp, app: stamp, own: 'mine' })
    })
    it('is what the running containers see', async () => {
      await cluster.waitFor('pod/told', 'condition=Ready', { namespace: INJECT })
      const stamp = (await api.pod(INJECT, 'told')).metadata.annotations[STAMP]
      const echo = ['--', 'sh', '-c', 'echo $TRACEPARENT']
      const seen = (name: string) => cluster.kubectl(['exec', '-n', INJECT, 'told', '-c', name, ...echo])
      expect({
        migrate: await cluster.kubectl(['logs', '-n', INJECT, 'told', '-c', 'migrate']),
        app: await seen('app'),
        own: await seen('own'),
      }).to.deep.equal({ migrate: `${stamp}\n`, app: `${stamp}\n`, own: 'mine\n' })
    })
    it('is not there unless it is wanted', async () => {
      expect(variablesOf(await create(unscheduled('quiet', PLAIN)))).to.deep.equal({ app: undefined })
    })
  })

  describe('another webhook that injects a sidecar', () => {
    const CASES = [
      { when: 'before ours', namespace: FIRST, told: ['setup', 'migrate', 'sidecar', 'app'] },
      // As the manifest has it, ours is not asked again.
      { when: 'after ours', namespace: LAST, told: ['migrate', 'app'] },
    ]
    for (const { when, namespace, told } of CASES) {
      for (const annotations of [undefined, { team: 'a' }]) {
        it(`${when}, a pod ${annotations ? 'with' : 'without'} annotations: both changes are whole`, async () => {
          const spec = { initContainers: [container('migrate', IMAGE.busybox)] }
          const metadata = annotations ? { annotations } : {}
          const made = await create(unscheduled(annotations ? 'with' : 'without', namespace, { metadata, spec }))
          const stamp = made.metadata.annotations[STAMP]
          expect({ annotations: annotationsOf(made), variables: variablesOf(made) }).to.deep.equal({
            annotations: { ...annotations, ...INJECTED, ...STAMPED },
            variables: Object.fromEntries(
              ['setup', 'migrate', 'sidecar', 'app'].map((name) => [name, told.includes(name) ? stamp : undefined]),
            ),
          })
        })
      }
    }
  })
})
