import { millis, type Nanos } from '../observe/nanos.ts'
import type { Luck } from './chance.ts'

interface Latency {
  /** Half of all take less, in milliseconds, on a machine that does nothing else. */
  readonly median: number
  /** Deviation of the logarithm. */
  readonly spread: number
  /** By how much of itself it grows with each other thing that the node's runtime does meanwhile. */
  readonly crowding?: number
}

/** How long things take. Taken from the truth beside the recordings (test/recordings) unless said otherwise. */
export const LATENCIES = {
  /** From a client's request to the first webhook's call: authentication and authorisation. */
  request: { median: 0.6, spread: 0.4 },
  webhook: { median: 3, spread: 0.5 },
  etcdCreate: { median: 1.2, spread: 0.4 },
  /** A change becomes visible to a watcher. */
  watch: { median: 0.9, spread: 0.6 },
  schedulingCycle: { median: 1.5, spread: 0.3 },
  binding: { median: 2.8, spread: 0.4 },
  /** From the API server's answer to the scheduler's Event. */
  bound: { median: 0.7, spread: 0.4 },
  statusPatch: { median: 4, spread: 0.4 },
  statusGet: { median: 1.2, spread: 0.3 },
  event: { median: 3.3, spread: 0.3 },
  /** From a pod worker's wake-up to the status it makes. */
  wakeUp: { median: 2, spread: 0.4 },
  /** From there to the first call of the runtime: cgroups, directories. */
  prepare: { median: 4, spread: 0.4 },
  sandbox: { median: 145, spread: 0.2, crowding: 0.7 },
  /** From the sandbox, or the container before, to a container's turn. */
  turn: { median: 2, spread: 0.4 },
  /** From the image to the runtime's call. */
  configure: { median: 3.5, spread: 0.4 },
  create: { median: 13, spread: 0.35, crowding: 0.25 },
  start: { median: 60, spread: 0.2, crowding: 0.5 },
  /** Between two calls with nothing but bookkeeping. */
  step: { median: 0.12, spread: 0.3 },
  exec: { median: 36, spread: 0.12, crowding: 0.1 },
  /** A probe over the network: no recording has one; a round trip on one machine. */
  netProbe: { median: 1.5, spread: 0.5 },
  /** The registry's answer to a manifest's name. */
  resolve: { median: 9, spread: 0.35 },
  /** Manifest, configuration, and what unpacking costs beside reading. */
  manifest: { median: 14, spread: 0.3 },
  unpackLayer: { median: 6, spread: 0.3 },
  relist: { median: 3, spread: 0.3 },
  /** From a container's end that was asked for to the runtime's answer. */
  stop: { median: 12, spread: 0.3 },
  stopSandbox: { median: 90, spread: 0.3, crowding: 0.3 },
  mount: { median: 5, spread: 0.4 },
} as const satisfies Readonly<Record<string, Latency>>

export type LatencyName = keyof typeof LATENCIES

/** More than this nothing grows: then the machine's own limits hold. */
const MOST_CROWDING = 12

/** @param others that the node's runtime does meanwhile */
export function latency(luck: Luck, name: LatencyName, others = 0, slowness = 1): Nanos {
  const { median, spread, crowding = 0 }: Latency = LATENCIES[name]
  const factor = Math.min(1 + crowding * others, MOST_CROWDING) * slowness
  return millis(luck.logNormal(median, spread) * factor)
}
