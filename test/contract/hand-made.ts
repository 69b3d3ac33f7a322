import { nanos, type Nanos } from '../../src/observe/nanos.ts'
import type { WatchItem } from '../../src/observe/observe.ts'
import { formatTimestamp } from '../../src/observe/timestamp.ts'

/** Two small watches, made by hand. */

const START = 1_795_000_000_000_000_000n
export const after = (millis: number): Nanos => nanos(START + BigInt(millis) * 1_000_000n)
export const coarse = (time: Nanos): string => formatTimestamp(nanos(time - (time % 1_000_000_000n)))

export interface Line {
  /** Milliseconds after the beginning. */
  readonly at: number
  readonly watch: 'pods' | 'events'
  readonly type: string
  readonly object: Readonly<Record<string, unknown>>
}

const POD = { name: 'web', namespace: 'shop', uid: '0b9ee0aa-7a55-4f37-8a0d-111111111111' }
export const seen = (at: number, type: string, nodeName: string | undefined, status: object): Line => ({
  at,
  watch: 'pods',
  type,
  object: { metadata: POD, spec: nodeName === undefined ? {} : { nodeName }, status: { phase: 'Pending', ...status } },
})
export const condition = (type: string, status: string, at: number) => ({
  type,
  status,
  lastTransitionTime: coarse(after(at)),
})
export const app = (state: object, ready: boolean) => ({ name: 'app', state, ready, restartCount: 0, image: 'app:1' })

export const told = (at: number, reason: string, message: string, more: object = {}): Line => ({
  at: at + 5,
  watch: 'events',
  type: 'ADDED',
  object: {
    metadata: { name: `web.${after(at).toString(16)}` },
    involvedObject: { kind: 'Pod', ...POD, fieldPath: 'spec.containers{app}' },
    reason,
    message,
    type: 'Normal',
    count: 1,
    firstTimestamp: coarse(after(at)),
    lastTimestamp: coarse(after(at)),
    eventTime: null,
    source: { component: 'kubelet', host: 'node-1' },
    reportingComponent: 'kubelet',
    reportingInstance: 'node-1',
    ...more,
  },
})
export const again = ({ object }: Line, at: number, count: number): Line => ({
  at: at + 5,
  watch: 'events',
  type: 'MODIFIED',
  object: { ...object, count, lastTimestamp: coarse(after(at)) },
})

/** As two watches of one server: in order of arrival, versions growing. */
export const stream = (lines: readonly Line[]): readonly WatchItem[] =>
  lines
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, watch, type, object }, i) => {
      const metadata = { ...(object['metadata'] as object), resourceVersion: String(100 + i) }
      return { at: after(at), watch, type, object: { ...object, metadata }, listed: false }
    })
