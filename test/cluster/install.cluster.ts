import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { ensureBuilt } from './kit/builds.ts'
import type { Cluster } from './kit/cluster.ts'
import { placesFor } from './kit/places.ts'
import { until } from './kit/probes.ts'
import { cluster as sharedCluster } from './kit/shared.ts'
import { openScene } from './live/scenario.ts'
import { CASES } from './install/cases.ts'
import { objectsOf, untilAvailable, untilStamped } from './install/installed.ts'
import type { Installation } from './install/methods.ts'
import { installStubs } from './install/stub-crds.ts'
import { createApi, createdPod, type Answer, type Api } from './webhook/api.ts'
import { running, unscheduled } from './webhook/pods.ts'
import { isStamped, stampOf, storedStartup, type StoredStartup } from './webhook/stored-trace.ts'
import { startStream } from './webhook/stream.ts'

const failed = (answers: readonly Answer[]): readonly string[] =>
  answers.filter(({ status }) => status !== 201).map(({ status, text }) => `${String(status)} ${text}`)

for (const { title, namespace, version, hasOperator, jaeger } of CASES) {
  describe(title, () => {
    let cluster: Cluster
    let api: Api
    let one: Installation
    let two: Installation
    let removeStubs: (() => Promise<unknown>) | undefined

    /** What the pods said that were created at 20/s meanwhile. */
    async function undisturbed(what: string, work: () => Promise<unknown>): Promise<readonly string[]> {
      const stream = startStream(api, (i) => unscheduled(`${what}-${String(i)}`, namespace))
      const done = work().finally(() => stream.stop())
      const [{ answers }] = await Promise.all([stream.ended, done])
      expect(answers.length).to.be.greaterThan(20)
      await api.deletePods(namespace)
      return failed(answers)
    }
    async function traceOf(name: string): Promise<StoredStartup | undefined> {
      const pod = createdPod(await api.createPod(running(name, namespace)))
      expect(isStamped(pod)).to.equal(true)
      const stored = await jaeger(cluster)
      const find = () => storedStartup(stored, stampOf(pod)?.traceId ?? '', pod)
      expect(await until(async () => (await find()) !== undefined, { seconds: 60 })).to.equal(true)
      return find()
    }

    before(async () => {
      await ensureBuilt(['helm'], placesFor())
      cluster = await sharedCluster()
      api = createApi(cluster)
      if (namespace !== 'default') await openScene(cluster, namespace)
      if (hasOperator) removeStubs = await installStubs(cluster)
      // One that has the image by another tag is another version.
      one = version(cluster, await cluster.publishPodstart('one'))
      two = version(cluster, await cluster.publishPodstart('two'))
    })
    after(async () => {
      await one.cleanUp()
      await two.cleanUp()
      await removeStubs?.()
      api.close()
    })

    it('installs, while pods are created at 20/s: none fails', async () => {
      const began = performance.now()
      const work = async (): Promise<void> => {
        await one.apply()
        await untilStamped(api, namespace)
        await untilAvailable(cluster)
      }
      expect(await undisturbed('install', work)).to.deep.equal([])
      await traceOf('first')
      console.log(`      first trace ${((performance.now() - began) / 1_000).toFixed(0)} s after the command`)
    })
    it('the next pod has a whole trace under its stamped ids', async () => {
      const { outcome, stamp, warnings, spans } = (await traceOf('next')) ?? {}
      expect({ outcome, stamp, warnings, first: spans?.slice(0, 4) }).to.deep.equal({
        outcome: 'ready',
        stamp: 'trusted',
        warnings: [],
        first: ['pod startup', 'etcd write', 'schedule', 'pod setup'],
      })
    })
    it('is applied again: nothing changes, and the certificate stays', async () => {
      const certificate = ['get', 'secret', 'podstart-webhook-tls', '--namespace', 'podstart', '-o', 'jsonpath={.data}']
      const before = await cluster.kubectl(certificate)
      expect(await one.changes()).to.equal('')
      await one.apply()
      expect(await cluster.kubectl(certificate)).to.equal(before)
      await untilStamped(api, namespace)
    })
    it('is upgraded, while pods are created at 20/s: none fails', async () => {
      const work = async (): Promise<void> => {
        await two.apply()
        await untilAvailable(cluster)
      }
      expect(await undisturbed('upgrade', work)).to.deep.equal([])
      await untilStamped(api, namespace)
    })
    it('has no webhook left, and pods start', async () => {
      await cluster.kubectl(['scale', '--namespace', 'podstart', 'deployment/podstart-webhook', '--replicas=0'])
      const gone = ['wait', '--for=delete', 'pods', '--namespace', 'podstart', '--timeout=60s']
      await cluster.kubectl([...gone, '--selector', 'app.kubernetes.io/component=webhook'])
      const pod = createdPod(await api.createPod(running('alone', namespace)))
      await cluster.waitFor(`pod/${pod.metadata.name}`, 'condition=Ready', { namespace })
      expect(isStamped(pod)).to.equal(false)
    })
    it('is removed, while pods are created at 20/s: none fails, and nothing is left', async () => {
      expect(await undisturbed('remove', () => two.remove())).to.deep.equal([])
      expect(await objectsOf(cluster)).to.deep.equal([])
    })
  })
}
