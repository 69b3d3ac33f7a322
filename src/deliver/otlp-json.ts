import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'

/** One `ExportTraceServiceRequest` as a line of OTLP/JSON. */
export function toOtlpJson(spans: readonly ReadableSpan[]): string {
  const bytes = JsonTraceSerializer.serializeRequest([...spans])
  return bytes === undefined ? '' : `${new TextDecoder().decode(bytes)}\n`
}

export interface LineFile {
  /** @returns why it cannot be written; after that nothing more is, and `commit` throws it */
  write(line: string): Promise<unknown>
  /**
   * Puts the finished file in its place: until then there is none by its name, or the one from before.
   * @throws when it could not be written, with Node's own message; then nothing is left of it
   */
  commit(): Promise<void>
  discard(): Promise<void>
  /** Leaves what has been written under the name it has while it is not whole. @returns that name */
  leave(): Promise<string>
}

/** @throws when the file cannot be opened, with Node's own message */
export async function createLineFile(path: string): Promise<LineFile> {
  const found = await stat(path).catch(() => undefined)
  // A pipe or a device, such as /dev/stdout, is written to; a file put in its place would do away with it.
  const isSpecial = found !== undefined && !found.isFile()
  // What a link points to is replaced, not the link.
  const target = found === undefined || isSpecial ? path : await realpath(path)
  const partial = isSpecial ? path : `${target}.partial-${process.pid}`
  const handle = await open(partial, 'w')
  const remove = async (): Promise<void> => {
    if (!isSpecial) await rm(partial, { force: true })
  }
  let failure: unknown
  return {
    async write(line) {
      try {
        if (failure === undefined) await handle.appendFile(line)
      } catch (error) {
        failure = error
      }
      return failure
    },
    async commit() {
      try {
        await handle.close()
        if (failure !== undefined) throw failure
        if (!isSpecial) await rename(partial, target)
      } catch (error) {
        await remove()
        throw error
      }
    },
    async leave() {
      await handle.close()
      return partial
    },
    async discard() {
      await handle.close()
      await remove()
    },
  }
}
