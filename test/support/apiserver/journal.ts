import { EventEmitter } from 'node:events'
import type { Query } from '../../../src/simcluster/api/list-options.ts'
import type { ResourceName } from '../../../src/simcluster/api/resources.ts'

export type Verb = 'list' | 'watch' | 'other'

/** `complete`: the client has all of it. We `reset` or `closed` the connection before, or the `client` went away. */
export type Ending = 'complete' | 'reset' | 'closed' | 'client'

export type HeaderName = 'authorization' | 'accept' | 'accept-encoding' | 'user-agent'

/** A request, and what became of it. Times are those of `performance.now()`. */
export interface RequestRecord {
  readonly method: string
  readonly path: string
  readonly query: Query
  readonly verb: Verb
  readonly resource: ResourceName | undefined
  readonly namespace: string | undefined
  /** Of a list, from 1. */
  readonly page: number | undefined
  readonly headers: Readonly<Partial<Record<HeaderName, string>>>
  /** The how many-th TCP connection it came on, from 1. */
  readonly connection: number
  readonly at: number
  /** Once it is answered. */
  readonly status: number | undefined
  readonly ended: { readonly at: number; readonly how: Ending } | undefined
}

/** A record while it is being written. */
export type OpenRecord = { -readonly [K in keyof RequestRecord]: RequestRecord[K] }

type Falsy = undefined | null | false | 0 | ''

export interface Journal {
  readonly requests: readonly RequestRecord[]
  add(record: OpenRecord): void
  /** Something happened: who waits looks again. */
  tell(): void
  /** What `ask` answers, as soon as that is something. */
  until<T>(ask: () => T | Falsy, limitMs?: number): Promise<T>
}

export function createJournal(): Journal {
  const requests: RequestRecord[] = []
  const news = new EventEmitter().setMaxListeners(0)
  return {
    requests,
    add(record) {
      requests.push(record)
      news.emit('news')
    },
    tell: () => void news.emit('news'),
    until: <T>(ask: () => T | Falsy, limitMs = 60_000) =>
      new Promise<T>((resolve, reject) => {
        const settle = (how: () => void): void => {
          clearTimeout(limit)
          news.off('news', look)
          how()
        }
        const look = (): void => {
          try {
            const answer = ask()
            if (answer) settle(() => resolve(answer))
          } catch (error) {
            settle(() => reject(error as Error))
          }
        }
        const tooLate = new Error(`not so within ${limitMs} ms: ${ask}`)
        const limit = setTimeout(() => {
          tooLate.message += `\nthe requests were:${requests.map((one) => `\n  ${lineOf(one)}`).join('') || ' none'}`
          settle(() => reject(tooLate))
        }, limitMs)
        news.on('news', look)
        look()
      }),
  }
}

/** A request in a line, for who reads why a test failed. */
function lineOf({ method, path, query, status, ended }: RequestRecord): string {
  const search = new URLSearchParams(query).toString()
  const end = ended === undefined ? 'open' : ended.how
  return `${method} ${path}${search === '' ? '' : `?${search}`}: ${status ?? 'no answer'}, ${end}`
}
