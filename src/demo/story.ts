import { seconds, type Nanos } from '../observe/nanos.ts'
import type { ImageSpec } from '../simcluster/world.ts'
import { imageOf, referenceOf } from './images.ts'
import { WORKLOADS, type WorkloadName } from './workloads.ts'

export const NAMESPACE = 'shop'

/** What is done to the cluster, in the words of those who do it. */
export type Deed =
  | { readonly do: 'start'; readonly workload: WorkloadName; readonly tag: string; readonly pods: number }
  /** Ends all pods of a workload, or those that run another tag. */
  | { readonly do: 'end'; readonly workload: WorkloadName; readonly except?: string }
  | { readonly do: 'push'; readonly workload: WorkloadName; readonly tag: string }
  | { readonly do: 'create secret' | 'delete secret'; readonly name: string }

export interface Scene {
  /** From the beginning of its round. */
  readonly after: Nanos
  /** A sentence for who looks on. */
  readonly says: string
  readonly deeds: readonly Deed[]
}

/** So long a round takes; then comes the next, with new versions of everything. */
export const ROUND = seconds(75)

const start = (workload: WorkloadName, tag: string, pods: number): Deed => ({ do: 'start', workload, tag, pods })
const end = (workload: WorkloadName, except?: string): Deed => ({
  do: 'end',
  workload,
  ...(except !== undefined && { except }),
})

const FIRST = ['checkout', 'cart', 'search', 'web', 'catalog'] as const
const SECOND = ['ads', 'reviews', 'shipping'] as const
const TROUBLED = ['payments', 'orders', 'ledger', 'recommender', 'report'] as const

/** @param round from 1 on */
export const scenesOf = (round: number): readonly Scene[] => [
  ...rollouts(`1.${round}`),
  ...changes(`1.${round}`, `1.${round}.1`),
]

function rollouts(tag: string): readonly Scene[] {
  return [
    {
      after: seconds(0),
      says: `version ${tag} of ${words(FIRST)} is rolled out, 4 pods each`,
      deeds: [...FIRST.map((one) => start(one, tag, 4)), ...FIRST.map((one) => end(one, tag))],
    },
    {
      after: seconds(6),
      says: 'payments is rolled out with a version that was never pushed; orders without its secret',
      deeds: [start('payments', tag, 1), start('orders', tag, 1)],
    },
    {
      after: seconds(10),
      says: 'recommender asks for more CPU than any node has; ledger has a bug; report is a job',
      deeds: [start('recommender', tag, 1), start('ledger', tag, 1), start('report', tag, 1)],
    },
    {
      after: seconds(15),
      says: `${words(SECOND)} are rolled out, 4 pods each; frontend takes long to warm up`,
      deeds: [
        ...SECOND.map((one) => start(one, tag, 4)),
        ...SECOND.map((one) => end(one, tag)),
        start('frontend', tag, 2),
      ],
    },
  ]
}

function changes(tag: string, next: string): readonly Scene[] {
  return [
    { after: seconds(25), says: 'web is scaled from 4 to 12 pods', deeds: [start('web', tag, 8)] },
    {
      after: seconds(32),
      says: 'a new version of checkout and cart replaces the old',
      deeds: [start('checkout', next, 4), start('cart', next, 4), end('checkout', next), end('cart', next)],
    },
    {
      after: seconds(40),
      says: 'somebody pushes the image of payments, and creates the secret of orders',
      deeds: [
        { do: 'push', workload: 'payments', tag },
        { do: 'create secret', name: 'orders-db' },
      ],
    },
    {
      after: seconds(68),
      says: 'what was broken is deleted',
      deeds: [...TROUBLED, 'frontend' as const]
        .map((one) => end(one))
        .concat({ do: 'delete secret', name: 'orders-db' }),
    },
  ]
}

/** All images of a round; that of `payments` is not in the registry before it is pushed. */
export function imagesOf(round: number): readonly ImageSpec[] {
  return [`1.${round}`, `1.${round}.1`].flatMap((tag) =>
    [...WORKLOADS.values()].map(({ name, language, megabytes }) => ({
      ...imageOf(name, tag, language, megabytes),
      ...(name === 'payments' && { missing: true as const }),
    })),
  )
}

export const imageRef = (workload: WorkloadName, tag: string): string => referenceOf(workload, tag)

const words = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
