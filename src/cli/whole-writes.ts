import { fstatSync, writeSync } from 'node:fs'
import type { Writable } from 'node:stream'

/**
 * A full disk may take a part of what is written, and say how much. Node's stream for a file does not look at that: what
 * was not taken is neither written nor missed. From now on it is.
 */
export function writeWhole(stream: Writable & { readonly fd: number }): void {
  if (!fstatSync(stream.fd).isFile()) return
  stream._write = (chunk: Uint8Array, _, done) => {
    try {
      for (let from = 0; from < chunk.length;) from += writeSync(stream.fd, chunk, from)
      done()
    } catch (error) {
      done(error as Error)
    }
  }
}
