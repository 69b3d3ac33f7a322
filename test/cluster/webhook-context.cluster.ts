import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { parseContext, type TraceContext } from '../../src/trace/traceparent.ts'
import type { Cluster } from './kit/cluster.ts'
import { until } from './kit/probes.ts'
import { cluster as sharedCluster } from './kit/shared.ts'
import { startExporter, type ExporterProcess } from './live/exporter-process.ts'
import { openScene } from './live/scenario.ts'
import { createApi, createdPod, type Api, type Pod } from './webhook/api.ts'
import { metricAt } from './webhook/metric.ts'
import { unscheduled } from './webhook/pods.ts'
import { startStamping, untilCalled, type Stamping } from './webhook/stamping.ts'
import { FOUND, stampOf, storedStartup, type StoredStartup } from './webhook/stored-trace.ts'

const ALL = 1_000_000
const ONE_PERCENT = 10_000

const MODES = ['link', 'parent'] as const
type Mode = (typeof MODES)[number]

const hex = (bytes: number): string => randomBytes(bytes).toString('hex')
const newContext = (flags: '00' | '01'): string => `00-${hex(16)}-${hex(8)}-${flags}`

/** How a pod comes by a context. What an administrator's request says the API server takes over, the flag too. */
interface Way {
  readonly name: string
  readonly headers: () => Readonly<Record<string, string>>
  readonly annotations: () => Readonly<Record<string, string>>
}

const none = () => ({})
const SILENT: Way = { name: 'a request that says nothing', headers: none, annotations: none }
const SAMPLED: Way = {
  name: 'a sampled request',
  headers: () => ({ traceparent: newContext('01') }),
  annotations: none,
}
const UNSAMPLED: Way = {
  name: 'a request that is not sampled',
  headers: () => ({ traceparent: newContext('00') }),
  annotations: none,
}
const ANNOTATED: Way = {
  name: 'an annotation that is sampled',
  headers: none,
  annotations: () => ({ traceparent: newContext('01') }),
}

interface Case {
  readonly way: Way
  /** Whose context is found. */
  readonly of: 'call' | 'annotation'
  readonly sampled: boolean
}

const CASES: readonly { readonly rate: string; readonly perMillion: number; readonly cases: readonly Case[] }[] = [
  {
    rate: '100 %',
    perMillion: ALL,
    cases: [
      { way: SILENT, of: 'call', sampled: true },
      { way: SAMPLED, of: 'call', sampled: true },
      { way: UNSAMPLED, of: 'call', sampled: false },
      { way: ANNOTATED, of: 'call', sampled: true },
    ],
  },
  {
    rate: '1 %',
    perMillion: ONE_PERCENT,
    cases: [
      { way: SILENT, of: 'call', sampled: false },
      { way: SAMPLED, of: 'call', sampled: true },
      { way: UNSAMPLED, of: 'call', sampled: false },
      { way: ANNOTATED, of: 'annotation', sampled: true },
    ],
  },
]

const unknownParent = (found: TraceContext | undefined): string =>
  `invalid parent span IDs=${found?.spanId ?? ''}; skipping clock skew adjustment`

const foundIn = ({ metadata }: Pod): TraceContext | undefined => parseContext(metadata.annotations[FOUND])

describe('trace contexts that pods come with', () => {
  let cluster: Cluster
  let api: Api
  const stampings: Stamping[] = []
  const exporters: ExporterProcess[] = []
  const namespaceOf = (mode: Mode): string => `w-${mode}`

  before(async () => {
    cluster = await sharedCluster()
    api = createApi(cluster)
    for (const mode of MODES) {
      const namespace = namespaceOf(mode)
      await openScene(cluster, namespace)
      const flags = ['--context', mode]
      stampings.push(await startStamping(cluster, api, { name: mode, namespaces: [namespace], flags }))
      const { kubeconfig, addresses } = cluster
      const own = ['--namespace', namespace, ...flags]
      exporters.push(await startExporter({ kubeconfig, otlp: addresses.otlp, flags: own }))
    }
  })
  after(async () => {
    for (const exporter of exporters) exporter.kill()
    for (const stamping of stampings) await stamping.close()
    api.close()
    await cluster.sampleRequests(ALL)
  })

  async function sampleRequests(perMillion: number): Promise<void> {
    await cluster.sampleRequests(perMillion)
    for (const { registered } of stampings) await untilCalled(api, registered)
    // A pod that comes and goes while nobody looks has no trace.
    const isWatching = async () => (await Promise.all(exporters.map(watchesOf))).every((count) => count === 2)
    if (!(await until(isWatching, { seconds: 60 }))) throw new Error('the exporters do not watch again')
  }
  const watchesOf = ({ address }: ExporterProcess) => metricAt(address, 'podstart_watch_up')

  async function start(mode: Mode, way: Way, isWanted: (pod: Pod) => boolean): Promise<Pod> {
    const { headers, annotations } = way
    const name = `p-${hex(4)}`
    const pod = unscheduled(name, namespaceOf(mode), { metadata: { annotations: annotations() } })
    const created = createdPod(await api.createPod(pod, { headers: headers() }))
    // One of a hundred is sampled all the same.
    return isWanted(created) ? created : start(mode, way, isWanted)
  }

  async function traceOf(pod: Pod): Promise<StoredStartup | undefined> {
    const traceId = stampOf(pod)?.traceId ?? 'not stamped'
    let found: StoredStartup | undefined
    await until(async () => (found = await storedStartup(cluster.jaeger, traceId, pod)) !== undefined, { seconds: 20 })
    return found
  }

  const isInJaeger = async ({ traceId, spanId }: TraceContext): Promise<boolean> =>
    (await cluster.jaeger.trace(traceId))?.spans.some(({ spanID }) => spanID === spanId) ?? false

  for (const { rate, perMillion, cases } of CASES) {
    describe(`the API server samples ${rate}`, () => {
      const pods = new Map<string, Pod>()
      before('start pods, and delete them, so that their startups are over', async () => {
        await sampleRequests(perMillion)
        for (const mode of MODES) {
          for (const { way, sampled } of cases) {
            const isWanted = (pod: Pod) => way !== SILENT || foundIn(pod)?.sampled === sampled
            pods.set(`${mode}, ${way.name}`, await start(mode, way, isWanted))
          }
          await api.deletePods(namespaceOf(mode))
        }
      })

      it('so many of its calls say so', async () => {
        const pods = await Promise.all(
          Array.from({ length: 100 }, () => api.createPod(unscheduled('dry', namespaceOf('link')), { dryRun: true })),
        )
        const sampled = pods.filter((pod) => foundIn(createdPod(pod))?.sampled === true).length
        const [least, most] = perMillion === ALL ? [100, 100] : [0, 10]
        // Of 100, one on average: more than 10 come once in a hundred million.
        expect(sampled).to.be.within(least, most)
      })

      for (const { way, of, sampled } of cases) {
        for (const mode of MODES) {
          it(`${mode} mode, ${way.name}: ${sampled ? mode : 'neither link nor parent'}`, async () => {
            const pod = pods.get(`${mode}, ${way.name}`)
            if (pod === undefined) throw new Error('no pod')
            const [found, stamp, trace] = [foundIn(pod), stampOf(pod), await traceOf(pod)]
            const isParent = mode === 'parent' && sampled
            const refType = mode === 'parent' ? 'CHILD_OF' : 'FOLLOWS_FROM'
            expect({
              annotated: pod.metadata.annotations['traceparent']?.includes(found?.traceId ?? '?') === true,
              sampled: found?.sampled,
              sharesTrace: stamp?.traceId === found?.traceId,
              trace,
            }).to.deep.equal({
              annotated: of === 'annotation',
              sampled,
              sharesTrace: isParent,
              trace: {
                traceId: stamp?.traceId,
                rootId: stamp?.spanId,
                outcome: 'deleted',
                stamp: 'trusted',
                spans: ['pod startup', 'etcd write', 'schedule'],
                references: sampled ? [{ refType, traceID: found?.traceId, spanID: found?.spanId }] : [],
                // Nobody told Jaeger of what the annotation says.
                warnings: of === 'annotation' && isParent ? [unknownParent(found)] : [],
              },
            })
            if (sampled && of === 'call' && found !== undefined) {
              expect(await until(() => isInJaeger(found), { seconds: 20 }), 'it leads to a span').to.equal(true)
            }
          })
        }
      }
    })
  }
})
