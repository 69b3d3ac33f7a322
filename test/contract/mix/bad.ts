import { millis } from '../../../src/observe/nanos.ts'
import type { Program } from '../../../src/simcluster/world.ts'
import type { StageName } from '../../../src/timeline/stage.ts'
import { nowhere, ownImage, SHARED } from './images.ts'
import { container, deletion, READINESS, type Kind, type Planned } from './kind.ts'
import type { Random } from './random.ts'

const app = (random: Random, more = {}) => [container('app', random.pick(SHARED).reference, more)]
const soon = (random: Random): Partial<Program> => ({ ends: { after: millis(random.between(300, 8_000)), code: 1 } })
const stuck = (stage: StageName, spec: Planned['spec'], more: Partial<Planned> = {}): Planned => ({
  outcome: 'stuck',
  stage,
  spec,
  ...more,
})

const NO_BINARY =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
  'unable to start container process: exec: "/none": stat /none: no such file or directory'

/** Startups that do not get to Ready. */
export const BAD: readonly Kind[] = [
  {
    name: 'crash loop',
    weight: 4,
    plan: (_, random) => ({ outcome: 'crashed', spec: { containers: app(random) }, programs: { app: soon(random) } }),
  },
  {
    name: 'ends well, but should run',
    weight: 1,
    plan: (_, random) => ({
      outcome: 'crashed',
      spec: { containers: app(random) },
      programs: { app: { ends: { after: millis(random.between(500, 8_000)), code: 0 } } },
    }),
  },
  {
    name: 'init crashes',
    weight: 2,
    plan: (_, random) => ({
      outcome: 'crashed',
      spec: { initContainers: [container('init', random.pick(SHARED).reference)], containers: app(random) },
      programs: { init: soon(random) },
    }),
  },
  {
    name: 'failing job',
    weight: 2,
    plan: (_, random) => ({
      outcome: 'failed',
      spec: { restartPolicy: 'Never', containers: app(random, READINESS) },
      programs: { app: { passesAfter: 'never', ...soon(random) } },
    }),
  },
  {
    name: 'no such binary',
    weight: 2,
    plan: (_, random) => ({
      outcome: 'crashed',
      spec: { containers: app(random) },
      programs: { app: { startError: NO_BINARY } },
    }),
  },
  {
    name: 'cannot be created',
    weight: 1,
    plan: (_, random) =>
      stuck('create', { containers: app(random) }, { programs: { app: { createError: 'no such seccomp profile' } } }),
  },
  { name: 'missing image', weight: 3, plan: (pod) => stuck('pull', { containers: [container('app', nowhere(pod))] }) },
  {
    name: 'invalid name',
    weight: 2,
    plan: () => stuck('pull', { containers: [container('app', 'Not/A:Valid:Image')] }),
  },
  {
    name: 'never pulled',
    weight: 1,
    plan: (pod) => stuck('pull', { containers: [container('app', nowhere(pod), { imagePullPolicy: 'Never' })] }),
  },
  {
    name: 'missing secret',
    weight: 3,
    plan: (pod, random) =>
      stuck('pod setup', {
        containers: app(random, { volumeMounts: [{ name: 's', mountPath: '/s' }] }),
        volumes: [{ name: 's', secret: { secretName: `none-${pod}` } }],
      }),
  },
  {
    name: 'missing config map',
    weight: 2,
    plan: (pod, random) =>
      stuck('create', { containers: app(random, { envFrom: [{ configMapRef: { name: `none-${pod}` } }] }) }),
  },
  {
    name: 'gated for ever',
    weight: 1,
    plan: (_, random) =>
      stuck('schedule', { containers: app(random), schedulingGates: [{ name: 'example.com/quota' }] }),
  },
  {
    name: 'unschedulable',
    weight: 3,
    plan: (_, random) => stuck('schedule', { containers: app(random), nodeSelector: { disk: 'none' } }),
  },
  {
    name: 'never ready',
    weight: 3,
    plan: (_, random) =>
      stuck('probe', { containers: app(random, READINESS) }, { programs: { app: { passesAfter: 'never' } } }),
  },
  {
    name: 'deleted while it pulls',
    weight: 3,
    plan(pod, random) {
      const own = ownImage(pod)
      return {
        outcome: 'deleted',
        spec: { containers: [container('app', own.reference)], terminationGracePeriodSeconds: 1 },
        images: [own],
        changes: [[random.between(5, 15) / 10, deletion(pod)]],
      }
    },
  },
  {
    name: 'deleted before it is ready',
    weight: 3,
    plan: (pod, random) => ({
      outcome: 'deleted',
      spec: { containers: app(random, READINESS), terminationGracePeriodSeconds: 1 },
      programs: { app: { passesAfter: 'never' } },
      changes: [[random.between(1, 200), deletion(pod)]],
    }),
  },
  {
    name: 'deleted before it is scheduled',
    weight: 1,
    plan: (pod, random) => ({
      outcome: 'deleted',
      spec: { containers: app(random), nodeSelector: { disk: 'none' } },
      changes: [[random.between(1, 200), deletion(pod)]],
    }),
  },
]
