import type { Delivery } from './faults.ts'

/** A client that does not read never has what was sent. */
export type ResetWhen = 'after what was sent' | 'at once'

/** The client's end of a body. */
export interface Outlet {
  /** `sent` is called when the bytes are the system's, or will never be. */
  write(bytes: Uint8Array, sent: () => void): void
  /** A body that is complete. */
  end(): void
  /** The connection is broken off, which `close` does without a reset. */
  reset(): void
  close(): void
}

export interface Pipe {
  /** Settles when the bytes are on their way, or will never be. */
  write(bytes: string | Uint8Array): Promise<void>
  end(): Promise<void>
  reset(when?: ResetWhen): Promise<void>
}

/** A body on its way, one thing after the other. After a cut nothing follows. */
export function createPipe(outlet: Outlet, { bytesAtATime = Infinity, cut }: Delivery = {}): Pipe {
  let left = cut?.afterBytes ?? Infinity
  let over = false
  let last: Promise<void> = Promise.resolve()

  async function deliver(bytes: Uint8Array): Promise<void> {
    const allowed = bytes.subarray(0, left)
    for (let from = 0; from < allowed.length && !over; from += bytesAtATime) {
      const piece = allowed.subarray(from, from + bytesAtATime)
      await new Promise<void>((sent) => outlet.write(piece, sent))
    }
    left -= allowed.length
    if (cut !== undefined && left === 0) finish(outlet[cut.by])
  }
  function finish(how: () => void): void {
    if (over) return
    over = true
    how()
  }
  const next = (step: () => Promise<void> | void): Promise<void> => (last = last.then(step))
  const pipe: Pipe = {
    write: (bytes) => next(() => deliver(Buffer.from(bytes))),
    end: () => next(() => finish(outlet.end)),
    async reset(when = 'after what was sent') {
      if (when === 'at once') finish(outlet.reset)
      else await next(() => finish(outlet.reset))
    },
  }
  // A cut behind no byte at all does not wait for the first.
  if (left === 0) void pipe.write('')
  return pipe
}
