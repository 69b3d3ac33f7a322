import type { Nanos } from '../observe/nanos.ts'
import type { Json } from './api/resources.ts'

/** Whose texts, timestamps and order of things: of which minor version of Kubernetes. */
export type Profile = '1.34' | '1.36'

/** All that a simulated cluster is made of, but time and chance. */
export interface World {
  readonly profile: Profile
  readonly nodes: readonly NodeSpec[]
  readonly images: readonly ImageSpec[]
  /** How fast layers come, where a node does not say otherwise: bytes in a second, for all pulls of a node together. */
  readonly bandwidth: number
  /** How the program of a container behaves, each time it is started; what is not said is as {@link PROGRAM}. */
  readonly programOf: (pod: Json, container: string, attempt: number) => Partial<Program>
  /** Secrets that exist from the beginning, as `namespace/name`. */
  readonly secrets?: readonly string[]
  /** The same of ConfigMaps. */
  readonly configMaps?: readonly string[]
}

export interface NodeSpec {
  readonly name: string
  /** Of this node's way to the registry, bytes in a second. */
  readonly bandwidth?: number
  /** References of images that are there from the beginning. */
  readonly images?: readonly string[]
  /** How many pods' requests fit: of CPU, in thousandths. */
  readonly milliCpu?: number
  readonly labels?: Readonly<Record<string, string>>
  /** How much slower than usual the runtime is on it; 1 by default. */
  readonly slowness?: number
}

export interface ImageSpec {
  /** As in a pod's spec: `registry.local/shop/cart:1.4`. */
  readonly reference: string
  /** Digests are made of the names: images that name one layer share it. */
  readonly layers: readonly { readonly name: string; readonly bytes: number }[]
  /** The registry does not have it yet; see {@link Change}. */
  readonly missing?: true
}

/** How a container's program behaves from its start on. */
export interface Program {
  /** When it ends by itself, and with which code; never if not said. */
  readonly ends?: { readonly after: Nanos; readonly code: number; readonly oom?: true }
  /** From when on its readiness and startup probes succeed; `'never'`. */
  readonly passesAfter: Nanos | 'never'
  /** What a failing probe says instead of what is usual for its kind. */
  readonly probeOutput?: string
  /** From when on its liveness probe fails. */
  readonly failsLiveness?: Nanos
  /** How long its postStart hook takes, and whether it fails. */
  readonly postStart?: { readonly takes: Nanos; readonly fails: boolean; readonly code?: number }
  /** The runtime cannot start it, for this reason (the runtime's message). */
  readonly startError?: string
  /** The runtime cannot create it. */
  readonly createError?: string
  /** How long it takes to end when it is asked to. */
  readonly stopsAfter: Nanos
}

export const PROGRAM: Program = { passesAfter: 0n as Nanos, stopsAfter: 20_000_000n as Nanos }

/** What somebody does to the cluster while it runs. */
export type Change =
  | { readonly do: 'create pod'; readonly pod: Json }
  | { readonly do: 'delete pod'; readonly namespace: string; readonly name: string; readonly graceSeconds?: number }
  | { readonly do: 'patch pod'; readonly namespace: string; readonly name: string; readonly pod: (pod: Json) => Json }
  | { readonly do: 'create secret' | 'create configmap'; readonly namespace: string; readonly name: string }
  /** The registry has it from now on, or no more. */
  | { readonly do: 'publish image' | 'withdraw image'; readonly reference: string }
  /** The network of a node's sandboxes fails from now on, the plugin says this, or no more. */
  | { readonly do: 'break sandboxes'; readonly node: string; readonly message: string | undefined }
  /** A node says nothing any more, or comes back. */
  | { readonly do: 'stop node' | 'start node'; readonly node: string }
  | { readonly do: 'cordon node' | 'uncordon node'; readonly node: string }
  | { readonly do: 'label node'; readonly node: string; readonly labels: Readonly<Record<string, string>> }

/** Something that happens so long after the beginning. */
export interface Happening {
  readonly after: Nanos
  readonly change: Change
}
