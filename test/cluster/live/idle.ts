import type { Scenario } from './scenario.ts'
import { container, daemonSet, deployment, exec, IMAGE, job, pod, podSpec, shell, statefulSet } from './pods.ts'

const BARE = 'pods/(bare)'
const ready = (name: string, service = BARE) => ({ pod: name, outcome: 'ready', service })
const app = (image: string, more = {}) => [container('app', image, more)]
const untilReady = 'condition=Ready'

/** Startups without trouble, one after another: what each stage takes where nothing else is going on. */
export const IDLE: readonly Scenario[] = [
  {
    name: 'cold-pull',
    told: [ready('web')],
    async play({ apply, until }) {
      await apply(pod('web', app(IMAGE.app60), { node: 'node-1' }))
      await until('pod/web', untilReady)
    },
  },
  {
    name: 'cached-image',
    told: [ready('warm')],
    async play({ apply, until }) {
      await apply(pod('warm', app(IMAGE.app60), { node: 'node-1' }))
      await until('pod/warm', untilReady)
    },
  },
  {
    name: 'always-pull',
    told: [ready('always')],
    async play({ apply, until }) {
      await apply(pod('always', app(IMAGE.app60, { imagePullPolicy: 'Always' }), { node: 'node-1' }))
      await until('pod/always', untilReady)
    },
  },
  {
    name: 'two-containers',
    told: [ready('pair')],
    async play({ cluster, apply, until }) {
      await cluster.evictImages(1, [IMAGE.app60, IMAGE.web20])
      await apply(pod('pair', [container('big', IMAGE.app60), container('small', IMAGE.web20)], { node: 'node-1' }))
      await until('pod/pair', untilReady)
    },
  },
  {
    name: 'partly-present',
    told: [ready('first'), ready('second')],
    // On a slow way, so that it is the bytes that take the time, whatever else the machine does.
    async play({ cluster, apply, until }) {
      const { address } = await cluster.slowMirror({ bytesPerSecond: 20_000_000 })
      cluster.useMirror(1, address)
      await apply(pod('first', app('127.0.0.1:5000/layered:a'), { node: 'node-1' }))
      await until('pod/first', untilReady)
      await apply(pod('second', app('127.0.0.1:5000/layered:b'), { node: 'node-1' }))
      await until('pod/second', untilReady)
      cluster.useMirror(1)
    },
  },
  {
    name: 'init-and-sidecar',
    told: [ready('staged')],
    async play({ apply, until }) {
      const initContainers = [
        container('prepare', IMAGE.app5, shell('sleep 1')),
        container('proxy', IMAGE.busybox, {
          restartPolicy: 'Always',
          startupProbe: { ...exec('true'), periodSeconds: 1 },
        }),
        container('migrate', IMAGE.busybox, shell('sleep 2')),
      ]
      const main = container('main', IMAGE.busybox, {
        ...shell('sleep 2; touch /tmp/ok; sleep 3600'),
        readinessProbe: { ...exec('cat', '/tmp/ok'), initialDelaySeconds: 1, periodSeconds: 1 },
      })
      await apply(pod('staged', [main], { node: 'node-1', spec: { initContainers } }))
      await until('pod/staged', untilReady)
    },
  },
  {
    name: 'slow-readiness',
    told: [ready('warming')],
    async play({ apply, until }) {
      const readinessProbe = { ...exec('cat', '/tmp/ok'), periodSeconds: 1 }
      const script = shell('sleep 5; touch /tmp/ok; sleep 3600')
      await apply(pod('warming', app(IMAGE.busybox, { ...script, readinessProbe }), { node: 'node-1' }))
      await until('pod/warming', untilReady)
    },
  },
  {
    name: 'quick-readiness',
    told: [{ ...ready('quick', 'pods/quick'), count: 4 }],
    async play({ apply, until }) {
      const readinessProbe = { ...exec('true'), periodSeconds: 1 }
      await apply(deployment('quick', 4, podSpec(app(IMAGE.busybox, { readinessProbe }))))
      await until('deployment/quick', 'condition=Available')
    },
  },
  {
    name: 'rollout-two-nodes',
    told: [{ ...ready('shop', 'pods/shop'), count: 8 }],
    async play({ cluster, apply, until }) {
      await Promise.all([1, 2].map((n) => cluster.evictImages(n, [IMAGE.app60])))
      const spread = {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'shop' } },
      }
      await apply(deployment('shop', 8, podSpec(app(IMAGE.app60), { spec: { topologySpreadConstraints: [spread] } })))
      await until('deployment/shop', 'condition=Available')
    },
  },
  {
    name: 'job-succeeds',
    told: [{ pod: 'report', outcome: 'completed', service: 'pods/report' }],
    async play({ apply, until }) {
      // Without a probe it would be Ready for a moment.
      const readinessProbe = { ...exec('true'), initialDelaySeconds: 30 }
      await apply(job('report', podSpec(app(IMAGE.busybox, { ...shell('sleep 2'), readinessProbe }))))
      await until('job/report', 'condition=Complete')
    },
  },
  {
    name: 'daemonset',
    told: [{ ...ready('agent', 'pods/agent'), count: 2 }],
    async play({ apply, until }) {
      // Not on the one that comes later and has no network.
      const hosts = { key: 'kubernetes.io/hostname', operator: 'In', values: ['node-1', 'node-2'] }
      const required = { nodeSelectorTerms: [{ matchExpressions: [hosts] }] }
      const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } }
      await apply(daemonSet('agent', podSpec(app(IMAGE.busybox), { spec: { affinity } })))
      await until('daemonset/agent', 'jsonpath={.status.numberReady}=2')
    },
  },
  {
    name: 'statefulset',
    told: [{ ...ready('db', 'pods/db'), count: 2 }],
    async play({ apply, until }) {
      await apply(statefulSet('db', 2, podSpec(app(IMAGE.busybox))))
      await until('statefulset/db', 'jsonpath={.status.readyReplicas}=2')
    },
  },
  {
    name: 'with-node-name',
    told: [ready('placed')],
    async play({ apply, until }) {
      await apply(pod('placed', app(IMAGE.busybox), { spec: { nodeName: 'node-2' } }))
      await until('pod/placed', untilReady)
    },
  },
  {
    name: 'static-pod',
    told: [ready('fixed-node-1', 'pods/fixed')],
    async play({ cluster, namespace, until }) {
      const manifest = pod('fixed', app(IMAGE.busybox), { metadata: { namespace } })
      cluster.staticPod(1, 'fixed', manifest)
      await until('pod/fixed-node-1', untilReady)
    },
  },
  {
    name: 'twelve-containers',
    told: [ready('crowd')],
    async play({ apply, until }) {
      const all = Array.from({ length: 12 }, (_, i) => container(`c${i}`, i % 3 === 0 ? IMAGE.app5 : IMAGE.busybox))
      await apply(pod('crowd', all, { node: 'node-1' }))
      await until('pod/crowd', untilReady)
    },
  },
]
