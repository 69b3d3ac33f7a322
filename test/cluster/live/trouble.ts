import type { Scenario } from './scenario.ts'
import { configMap, container, cronJob, IMAGE, exec, pod, podSpec, secret, shell } from './pods.ts'

const BARE = 'pods/(bare)'
const told = (name: string, outcome: string, more = {}) => [{ pod: name, outcome, service: BARE, ...more }]
const app = (image: string, more = {}) => [container('app', image, more)]
const ON_1 = { node: 'node-1' }
const waitingFor = (reason: string) => `jsonpath={.status.containerStatuses[0].state.waiting.reason}=${reason}`
const untilReady = 'condition=Ready'

/** Startups that stop, and some that are helped on; they wait most of the time, so they run side by side. */
export const TROUBLE: readonly Scenario[] = [
  {
    name: 'invalid-image-name',
    told: told('typo', 'stuck', { stage: 'pull', reason: 'InvalidImageName' }),
    play: ({ apply }) => apply(pod('typo', app('Not/A:Valid:Image'), ON_1)),
  },
  {
    name: 'never-pull',
    told: told('absent', 'stuck', { stage: 'pull', reason: 'ErrImageNeverPull' }),
    play: ({ apply }) => apply(pod('absent', app('127.0.0.1:5000/nowhere:1', { imagePullPolicy: 'Never' }), ON_1)),
  },
  {
    name: 'create-container-error',
    told: told('profile', 'stuck', { stage: 'create', reason: 'CreateContainerError' }),
    play: ({ apply }) => {
      const seccompProfile = { type: 'Localhost', localhostProfile: 'there/is/none.json' }
      return apply(pod('profile', app(IMAGE.busybox, { securityContext: { seccompProfile } }), ON_1))
    },
  },
  {
    name: 'never-ready',
    told: told('unhealthy', 'stuck', { stage: 'probe', reason: 'Unhealthy' }),
    play: ({ apply }) =>
      apply(pod('unhealthy', app(IMAGE.busybox, { readinessProbe: { ...exec('false'), periodSeconds: 2 } }), ON_1)),
  },
  {
    name: 'run-error',
    told: told('no-such-binary', 'crashed', { stage: 'start', reason: ['StartError', 'RunContainerError'] }),
    play: ({ apply }) => apply(pod('no-such-binary', app(IMAGE.busybox, { command: ['/does/not/exist'] }), ON_1)),
  },
  {
    name: 'crash-loop',
    told: told('crasher', 'crashed', { stage: 'run', reason: 'CrashLoopBackOff' }),
    play: ({ apply }) => apply(pod('crasher', app(IMAGE.busybox, shell('sleep 1; exit 3')), ON_1)),
  },
  {
    name: 'post-start-hook-error',
    told: told('bad-hook', 'crashed', { stage: 'start', reason: 'PostStartHookError' }),
    play: ({ apply }) =>
      apply(pod('bad-hook', app(IMAGE.busybox, { lifecycle: { postStart: exec('sh', '-c', 'exit 7') } }), ON_1)),
  },
  {
    name: 'config-error-then-ok',
    told: told('needs-config', 'ready'),
    async play({ apply, until }) {
      await apply(pod('needs-config', app(IMAGE.busybox, { envFrom: [{ configMapRef: { name: 'settings' } }] }), ON_1))
      await until('pod/needs-config', waitingFor('CreateContainerConfigError'))
      await apply(configMap('settings', { mode: 'test' }))
      await until('pod/needs-config', untilReady)
    },
  },
  {
    name: 'pull-backoff-then-ok',
    told: told('late', 'ready'),
    async play({ cluster, apply, until }) {
      await apply(pod('late', app('127.0.0.1:5000/late:1'), ON_1))
      await until('pod/late', waitingFor('ImagePullBackOff'))
      cluster.publishAs('busybox', 'late')
      await until('pod/late', untilReady)
    },
  },
  {
    name: 'missing-secret-volume-then-ok',
    told: told('mounts', 'ready'),
    async play({ apply, until, untilEvent }) {
      const volumes = [{ name: 's', secret: { secretName: 'keys' } }]
      const volumeMounts = [{ name: 's', mountPath: '/s' }]
      await apply(pod('mounts', app(IMAGE.busybox, { volumeMounts }), { ...ON_1, spec: { volumes } }))
      await untilEvent('FailedMount')
      await apply(secret('keys', { key: 'none' }))
      await until('pod/mounts', untilReady)
    },
  },
  {
    name: 'sandbox-failure-then-ok',
    told: told('no-runtime', 'ready'),
    async play({ cluster, apply, until, untilEvent }) {
      const runtime = (handler: string) => ({
        apiVersion: 'node.k8s.io/v1',
        kind: 'RuntimeClass',
        metadata: { name: 'flaky' },
        handler,
      })
      await cluster.apply(runtime('missing'))
      await apply(pod('no-runtime', app(IMAGE.busybox), { ...ON_1, spec: { runtimeClassName: 'flaky' } }))
      await untilEvent('FailedCreatePodSandBox')
      await cluster.kubectl(['delete', 'runtimeclass', 'flaky'])
      await cluster.apply(runtime('runc'))
      await until('pod/no-runtime', untilReady)
    },
  },
  {
    name: 'unschedulable-then-ok',
    told: told('picky', 'ready'),
    async play({ cluster, apply, until, untilEvent }) {
      await apply(pod('picky', app(IMAGE.busybox), { spec: { nodeSelector: { disk: 'fast' } } }))
      await untilEvent('FailedScheduling')
      await cluster.kubectl(['label', 'node', 'node-1', 'disk=fast'])
      await until('pod/picky', untilReady)
    },
  },
  {
    name: 'scheduling-gate',
    told: told('gated', 'ready'),
    async play({ cluster, namespace, apply, until }) {
      await apply(
        pod('gated', app(IMAGE.busybox), { ...ON_1, spec: { schedulingGates: [{ name: 'example.com/quota' }] } }),
      )
      await until('pod/gated', 'jsonpath={.status.conditions[0].reason}=SchedulingGated')
      const open = JSON.stringify([{ op: 'remove', path: '/spec/schedulingGates' }])
      await cluster.kubectl(['patch', '--namespace', namespace, 'pod/gated', '--type=json', '--patch', open])
      await until('pod/gated', untilReady)
    },
  },
  {
    name: 'cronjob',
    told: [{ pod: 'tick', outcome: 'ready', service: 'pods/tick' }],
    async play({ cluster, namespace, apply, until }) {
      await apply(cronJob('tick', podSpec(app(IMAGE.busybox, shell('sleep 3')))))
      await until('cronjob/tick', 'jsonpath={.status.lastScheduleTime}')
      const pause = JSON.stringify({ spec: { suspend: true } })
      await cluster.kubectl(['patch', '--namespace', namespace, 'cronjob/tick', '--patch', pause])
    },
  },
  {
    name: 'network-not-ready-then-ok',
    told: told('cut-off', 'ready'),
    async play({ cluster, apply, until, untilEvent }) {
      await cluster.addNode(3, { cni: 'none' })
      const tolerations = [{ operator: 'Exists' }]
      await apply(pod('cut-off', app(IMAGE.busybox), { node: 'node-3', spec: { tolerations } }))
      await untilEvent('NetworkNotReady')
      cluster.useCni(3, 'ptp')
      await until('pod/cut-off', untilReady)
    },
  },
]
