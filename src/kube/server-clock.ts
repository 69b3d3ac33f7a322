import { millis, minus, nanos, plus, SECOND, type Nanos } from '../observe/nanos.ts'
import type { Answer, Connection } from './connection.ts'

/** How far the server's clock runs ahead of ours: the truth lies between these. */
export interface Ahead {
  readonly least: Nanos
  readonly most: Nanos
}

export interface ServerClock {
  /** The same connection, whose answers are listened to. */
  readonly connection: Connection
  /**
   * The server's time, as far as its answers tell: ours while they agree. Else as late as it can be, since arrivals are
   * upper bounds.
   */
  readonly now: () => Nanos
  /** @returns undefined while clocks agree, or nothing tells */
  ahead(): Ahead | undefined
}

const ZERO = nanos(0n)

/** A busy server may take its date from a cache that is renewed every second, as Node and nginx do. */
const STALE = SECOND

const mayBe = (ahead: Nanos, { least, most }: Ahead): boolean =>
  ahead >= minus(least, STALE) && ahead <= plus(most, STALE)

/**
 * Every answer carries the server's time: `Date`, RFC 9110, cut to its second and written between our question and the
 * answer. A clock that was set, ours or the server's, shows with the next answer. Without the header there is our clock.
 */
export function createServerClock(connection: Connection, ours: () => Nanos): ServerClock {
  let ahead: Ahead | undefined
  let used = ZERO
  const hear = (answer: Answer): void => {
    const told = aheadBy(answer, ours())
    if (told === undefined) return
    ahead = told
    // What is used stays as long as it may be right: time does not jump.
    if (!mayBe(used, told)) used = mayBe(ZERO, told) ? ZERO : told.most
  }
  return {
    connection: {
      ...connection,
      async get(path, patience, signal) {
        const answer = await connection.get(path, patience, signal)
        if (answer.is === 'answer') hear(answer)
        return answer
      },
    },
    now: () => plus(ours(), used),
    ahead: () => (used === 0n ? undefined : ahead),
  }
}

/** @returns undefined where the server, or a proxy, tells no time that can be read */
export function aheadBy({ date, waited }: Pick<Answer, 'date' | 'waited'>, arrived: Nanos): Ahead | undefined {
  const written = date === undefined ? NaN : Date.parse(date)
  if (Number.isNaN(written)) return undefined
  const second = millis(written)
  const asked = minus(arrived, millis(waited))
  return { least: minus(second, arrived), most: minus(plus(second, SECOND), asked) }
}
