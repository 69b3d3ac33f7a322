import { percentile } from '../../accuracy/measure.ts'
import type { Answer, Api } from './api.ts'

export interface Flood {
  readonly answers: readonly Answer[]
  /** From the first call's beginning to the last answer's end. */
  readonly millis: number
}

/**
 * Most pods are made by this one. The API server lets it have about a sixth of its limits at work (98 of 600), and the others wait
 * before admission (API Priority and Fairness, `workload-high`, 1.36); only the administrator is free of that.
 */
const CONTROLLER = { 'impersonate-user': 'system:serviceaccount:kube-system:replicaset-controller' }

/** Creates so many pods, so many at a time. */
export async function flood(api: Api, make: (i: number) => object, count: number, inFlight: number): Promise<Flood> {
  // The client's own connections are not what is measured.
  await Promise.all(Array.from({ length: inFlight }, () => api.ask('GET', '/version')))
  const answers: Answer[] = []
  let next = 0
  const began = performance.now()
  const work = async (): Promise<void> => {
    while (next < count) answers.push(await api.createPod(make(next++), { headers: CONTROLLER }))
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  return { answers, millis: performance.now() - began }
}

/** For those who read along. */
export function inWords({ answers, millis }: Flood): string {
  const times = answers.map((one) => one.millis)
  const [p50, p99, most] = [0.5, 0.99, 1].map((part) => percentile(times, part).toFixed(0))
  return `${answers.length} pods in ${(millis / 1_000).toFixed(1)} s, each in ${p50} ms (p50), ${p99} ms (p99), ${most} ms (most)`
}
