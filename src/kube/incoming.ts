import type { Readable } from 'node:stream'
import type { Nanos } from '../observe/nanos.ts'

/** A part of a body and when it arrived, or how the body ended. */
export type Incoming =
  | { readonly is: 'chunk'; readonly at: Nanos; readonly chunk: Buffer }
  | { readonly is: 'end' }
  | { readonly is: 'broken'; readonly why: string }
  /** Nothing came for so long that the other end may be gone. */
  | { readonly is: 'silent' }

export interface IncomingSettings {
  readonly now: () => Nanos
  /** Milliseconds. */
  readonly silence: number
  /** Milliseconds to wait for an answer to begin; without it as long as for further bytes. */
  readonly patience?: number
}

/** So much may wait to be worked on before the sender is asked to wait. */
const HIGH_WATER = 16 * 1024 * 1024

/**
 * Reads a body. Each part is stamped when it comes and not when its turn does: while one watch's items are worked on,
 * those of the other keep their time. The last one tells how it ended; after that there is no more to read.
 */
export async function* readIncoming(body: Readable, { now, silence }: IncomingSettings): AsyncGenerator<Incoming> {
  const waiting: Incoming[] = []
  let size = 0
  let wake = (): void => undefined
  const put = (one: Incoming): void => {
    waiting.push(one)
    wake()
  }
  const timer = setTimeout(() => put({ is: 'silent' }), silence)
  body.on('data', (chunk: Buffer) => {
    put({ is: 'chunk', at: now(), chunk })
    timer.refresh()
    size += chunk.length
    if (size > HIGH_WATER) body.pause()
  })
  body.on('end', () => put({ is: 'end' }))
  body.on('error', (error) => put({ is: 'broken', why: error.message }))
  body.on('close', () => put({ is: 'broken', why: 'the connection was closed' }))
  try {
    for (;;) {
      const next = waiting.shift()
      if (next === undefined) {
        await new Promise<void>((resolve) => (wake = resolve))
        continue
      }
      if (next.is === 'chunk') size -= next.chunk.length
      if (size <= HIGH_WATER && body.isPaused()) body.resume()
      yield next
      if (next.is !== 'chunk') return
    }
  } finally {
    clearTimeout(timer)
    body.destroy()
  }
}
