import { createHash } from 'node:crypto'
import { millis, seconds } from '../observe/nanos.ts'
import type { Json } from '../simcluster/api/resources.ts'
import type { Program } from '../simcluster/world.ts'
import type { Language } from './images.ts'

/** Something that runs in the shop, and how its program behaves. */
export interface Workload {
  readonly name: string
  readonly language: Language
  /** Of its image, beside what its language brings. */
  readonly megabytes: number
  readonly program: Partial<Program>
  readonly kind?: 'Job'
  readonly hasReadiness?: boolean
  readonly milliCpu?: number
  /** The Secret that its environment comes from. */
  readonly secret?: string
}

const web = { hasReadiness: true } as const

const ALL = [
  { name: 'checkout', language: 'java', megabytes: 40, ...web, program: { passesAfter: millis(900) } },
  { name: 'cart', language: 'node', megabytes: 25, ...web, program: { passesAfter: millis(400) } },
  { name: 'search', language: 'python', megabytes: 70, ...web, program: { passesAfter: millis(700) } },
  { name: 'web', language: 'go', megabytes: 20, program: {} },
  { name: 'catalog', language: 'go', megabytes: 30, ...web, program: { passesAfter: millis(200) } },
  { name: 'ads', language: 'python', megabytes: 35, program: {} },
  { name: 'reviews', language: 'node', megabytes: 30, program: {} },
  { name: 'shipping', language: 'go', megabytes: 25, program: {} },
  { name: 'frontend', language: 'node', megabytes: 30, ...web, program: { passesAfter: seconds(9) } },
  { name: 'payments', language: 'java', megabytes: 45, program: {} },
  { name: 'orders', language: 'node', megabytes: 20, secret: 'orders-db', program: {} },
  { name: 'ledger', language: 'go', megabytes: 15, program: { ends: { after: millis(600), code: 1 } } },
  { name: 'recommender', language: 'python', megabytes: 60, milliCpu: 64_000, program: {} },
  { name: 'report', language: 'go', megabytes: 15, kind: 'Job', program: { ends: { after: seconds(2), code: 0 } } },
] as const satisfies readonly Workload[]

export type WorkloadName = (typeof ALL)[number]['name']

export const WORKLOADS: ReadonlyMap<string, Workload> = new Map(ALL.map((workload) => [workload.name, workload]))

/** A pod as the workload's controller would create it: of a ReplicaSet, or a Job. */
export function podOf(workload: Workload, namespace: string, image: string, hash: string): Json {
  const { name, kind, milliCpu = 100, secret } = workload
  const owner = kind === 'Job' ? `${name}-${minutesOf(hash)}` : `${name}-${hash}`
  const labels = kind === 'Job' ? { app: name, 'job-name': owner } : { app: name, 'pod-template-hash': hash }
  return {
    metadata: {
      generateName: `${owner}-`,
      namespace,
      labels,
      ownerReferences: [ownerOf(kind ?? 'ReplicaSet', owner)],
    },
    spec: {
      restartPolicy: kind === 'Job' ? 'Never' : 'Always',
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name,
          image,
          resources: { requests: { cpu: `${milliCpu}m` } },
          ...(workload.hasReadiness === true && {
            readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1 },
          }),
          ...(secret !== undefined && { envFrom: [{ secretRef: { name: secret } }] }),
        },
      ],
    },
  }
}

const ownerOf = (kind: 'ReplicaSet' | 'Job', name: string): Json => ({
  apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
  kind,
  name,
  // The owners themselves are not in this cluster.
  uid: uidOf(name),
  controller: true,
  blockOwnerDeletion: true,
})

/** As Kubernetes writes hashes in names: without vowels, so that no words come out (apimachinery, util/rand). */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789'

/** Of a pod template, or of what makes one. */
export const hashOf = (text: string): string =>
  [...createHash('sha256').update(text).digest().subarray(0, 9)].map((byte) => LETTERS[byte % LETTERS.length]).join('')

/** As a CronJob names its Jobs, by a minute since 1970: another one for another hash. */
const minutesOf = (hash: string): number =>
  [...hash].reduce((number, letter) => (number * LETTERS.length + LETTERS.indexOf(letter)) % 1_000_000, 0) + 29_000_000

/** The same for the same name. */
function uidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex').slice(0, 32)
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
}
