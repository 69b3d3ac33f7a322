import type { RequestRecord, Verb } from './journal.ts'
import type { ResourceName } from '../../../src/simcluster/api/resources.ts'

/** How a body gets to the client: a few bytes at a time, or not to its end. */
export interface Delivery {
  /** Each piece is a chunk and a write of its own. */
  readonly bytesAtATime?: number
  /** Behind so many bytes of the body: a reset, a connection closed without an end, or an end as if that were all. */
  readonly cut?: { readonly afterBytes: number; readonly by: 'reset' | 'close' | 'end' }
}

/** What a watch keeps back. Without objects it is only its bookmarks that show it is alive. */
export type Withheld = 'everything' | 'objects'

export type Fault =
  | {
      readonly do: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      /** An object is written as JSON. */
      readonly body?: string | Uint8Array | object
    }
  /** The connection is reset before any answer. */
  | { readonly do: 'reset' }
  /** The request is read and never answered. */
  | { readonly do: 'hang' }
  /** The request is served, as of later. */
  | { readonly do: 'wait'; readonly until: Promise<unknown> }
  /** A list, or a watch that keeps back everything, gives its headers and nothing more. */
  | { readonly do: 'withhold'; readonly what: Withheld }
  | ({ readonly do: 'deliver' } & Delivery)

/** Which requests: those for which all that is named holds. */
export interface Match {
  readonly verb?: Verb
  readonly resource?: ResourceName
  readonly namespace?: string
  readonly page?: number
  readonly where?: (request: RequestRecord) => boolean
}

export interface FaultHandle {
  /** The requests that it met. */
  readonly met: readonly RequestRecord[]
  remove(): void
}

export interface Faults {
  add(match: Match, fault: Fault, times: number): FaultHandle
  /** The first that is for a request, in the order they were added. It is used up then. */
  take(request: RequestRecord): Fault | undefined
}

export function createFaults(): Faults {
  const rows = new Set<{ match: Match; fault: Fault; left: number; met: RequestRecord[] }>()
  return {
    add(match, fault, times) {
      const row = { match, fault, left: times, met: [] }
      rows.add(row)
      return { met: row.met, remove: () => void rows.delete(row) }
    },
    take(request) {
      const row = [...rows].find(({ match }) => isFor(match, request))
      if (row === undefined) return undefined
      row.left -= 1
      row.met.push(request)
      if (row.left <= 0) rows.delete(row)
      return row.fault
    },
  }
}

const isFor = ({ where, ...named }: Match, request: RequestRecord): boolean =>
  Object.entries(named).every(([field, value]) => request[field as keyof typeof named] === value) &&
  (where === undefined || where(request))
