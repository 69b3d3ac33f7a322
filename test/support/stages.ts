import { nanos, type Nanos } from '../../src/observe/nanos.ts'
import { EXPORTER } from '../../src/observe/observation.ts'
import type { Boundary } from '../../src/timeline/boundary.ts'
import type { ContainerView } from '../../src/timeline/pod-view.ts'
import type { StageName } from '../../src/timeline/stage.ts'
import type { Stage } from '../../src/timeline/stage.ts'
import type { Startup } from '../../src/timeline/startup.ts'

/** A whole second, so that what is written down are the digits below it. */
export const BASE = nanos(1_772_366_400_000_000_000n)
export const after = (ns: number): Nanos => nanos(BASE + BigInt(ns))

export const boundary = (ns: number): Boundary => ({
  at: after(ns),
  earliest: after(ns),
  latest: after(ns),
  source: 'event_name',
  clock: EXPORTER,
  conflict: false,
})

export const containerNamed = (name: string): ContainerView => ({
  spec: { name, role: 'main', probes: [] },
  statuses: [],
  events: [],
})

export const stage = (name: StageName, from: number, to: number, container?: ContainerView): Stage => ({
  names: [name],
  from: boundary(from),
  to: boundary(to),
  open: false,
  ...(container === undefined ? {} : { container }),
})

/** As much of a startup as its layout and its critical path are made of. Times are nanoseconds after `BASE`. */
export const startupOf = (from: number, to: number, stages: readonly Stage[]): Startup =>
  ({ start: boundary(from), end: boundary(to), stages }) as unknown as Startup
