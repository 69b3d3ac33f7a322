import { millis, seconds } from '../../../src/observe/nanos.ts'
import type { Program } from '../../../src/simcluster/world.ts'
import { lateImage, SHARED } from './images.ts'
import { container, NAMESPACE, READINESS, type Kind, type Planned } from './kind.ts'
import type { Random } from './random.ts'

const image = (random: Random): string => random.pick(SHARED).reference
const within = (random: Random, from: number, to: number) => millis(random.between(from, to))
const ends = (random: Random, from: number, to: number, code = 0): Partial<Program> => ({
  ends: { after: within(random, from, to), code },
})
const one = (random: Random, more = {}) => [container('app', image(random), more)]
const ready = (planned: Omit<Planned, 'outcome'>): Planned => ({ outcome: 'ready', ...planned })
const several = (count: number, random: Random) =>
  Array.from({ length: count }, (_, i) => container(`c${i}`, image(random)))

function withInit(random: Random): Planned {
  const names = Array.from({ length: random.between(1, 3) }, (_, i) => `init-${i}`)
  return ready({
    spec: { initContainers: names.map((name) => container(name, image(random))), containers: one(random) },
    programs: Object.fromEntries(names.map((name) => [name, ends(random, 300, 9_000)])),
  })
}

const withSidecar = (random: Random): Planned =>
  ready({
    spec: {
      initContainers: [
        container('proxy', image(random), { restartPolicy: 'Always', startupProbe: { exec: { command: ['true'] } } }),
        container('migrate', image(random)),
      ],
      containers: one(random, READINESS),
    },
    programs: {
      proxy: { passesAfter: within(random, 0, 3_000) },
      migrate: ends(random, 500, 5_000),
      app: { passesAfter: within(random, 0, 10_000) },
    },
  })

function published(pod: string, random: Random): Planned {
  const late = lateImage(pod)
  return ready({
    spec: { containers: [container('app', late.reference)] },
    images: [late],
    changes: [[random.between(5, 60), { do: 'publish image', reference: late.reference }]],
  })
}

function gated(pod: string, random: Random): Planned {
  const open = (object: Readonly<Record<string, unknown>>) => ({
    ...object,
    spec: { ...(object['spec'] as object), schedulingGates: [] },
  })
  return ready({
    spec: { containers: one(random), schedulingGates: [{ name: 'example.com/quota' }] },
    changes: [[random.between(1, 120), { do: 'patch pod', namespace: NAMESPACE, name: pod, pod: open }]],
  })
}

const mounted = (pod: string, random: Random): Planned =>
  ready({
    spec: {
      containers: one(random, { volumeMounts: [{ name: 's', mountPath: '/s' }] }),
      volumes: [{ name: 's', secret: { secretName: `late-${pod}` } }],
    },
    changes: [[random.between(1, 60), { do: 'create secret', namespace: NAMESPACE, name: `late-${pod}` }]],
  })

const owned = (kind: string, name: string, labels = {}) => ({
  labels,
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: `uid-of-${name}`, controller: true }],
})

/** One of many of a Deployment. */
function replica(random: Random): Planned {
  const [name, hash] = [random.pick(['cart', 'search', 'checkout']), '5d4f8c7b9']
  const metadata = owned('ReplicaSet', `${name}-${hash}`, { app: name, 'pod-template-hash': hash })
  return ready({ spec: { containers: one(random) }, metadata })
}

/** Startups that end well, whatever happens on the way or later. */
export const GOOD: readonly Kind[] = [
  { name: 'replica', weight: 20, plan: (_, random) => replica(random) },
  { name: 'plain', weight: 10, plan: (_, random) => ready({ spec: { containers: one(random) } }) },
  {
    name: 'probed',
    weight: 12,
    plan: (_, random) =>
      ready({
        spec: { containers: one(random, READINESS) },
        programs: { app: { passesAfter: within(random, 0, 20_000) } },
      }),
  },
  {
    name: 'several',
    weight: 8,
    plan: (_, random) => ready({ spec: { containers: several(random.between(2, 4), random) } }),
  },
  {
    name: 'many',
    weight: 2,
    plan: (_, random) => ready({ spec: { containers: several(random.between(9, 14), random) } }),
  },
  { name: 'init', weight: 8, plan: (_, random) => withInit(random) },
  { name: 'sidecar', weight: 6, plan: (_, random) => withSidecar(random) },
  {
    name: 'job',
    weight: 8,
    plan: (_, random) =>
      ready({
        spec: { restartPolicy: 'Never', containers: one(random) },
        programs: { app: ends(random, 1_500, 30_000) },
        metadata: owned('Job', 'report'),
      }),
  },
  {
    name: 'probed job',
    weight: 2,
    plan: (_, random) => ({
      outcome: 'completed',
      spec: { restartPolicy: 'Never', containers: one(random, READINESS) },
      programs: { app: { passesAfter: 'never', ...ends(random, 1_500, 30_000) } },
    }),
  },
  {
    name: 'late crash',
    weight: 2,
    plan: (_, random) =>
      ready({ spec: { containers: one(random) }, programs: { app: ends(random, 20_000, 60_000, 1) } }),
  },
  {
    name: 'unhealthy later',
    weight: 1,
    plan: (_, random) =>
      ready({
        spec: { containers: one(random, { livenessProbe: { exec: { command: ['true'] }, periodSeconds: 5 } }) },
        programs: { app: { failsLiveness: seconds(random.between(20, 60)) } },
      }),
  },
  { name: 'published', weight: 3, plan: published },
  { name: 'gated', weight: 2, plan: gated },
  { name: 'mounted', weight: 3, plan: mounted },
]
