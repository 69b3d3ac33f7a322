import { readFileSync } from 'node:fs'

/** As compact as the API server sends it. */
const compact = (name: string): string =>
  JSON.stringify(JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')))

/** A pod of a shop that no scheduler looks after; its name is generated. */
export const podBody = (): string => compact('pod.json')

/** The review of that pod, recorded from Kubernetes 1.36.3. */
export const reviewBody = (): string => compact('review.json')
