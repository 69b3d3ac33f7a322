import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'

/** One `ExportTraceServiceRequest` as a line of OTLP/JSON. */
export function toOtlpJson(spans: readonly ReadableSpan[]): string {
  const bytes = JsonTraceSerializer.serializeRequest([...spans])
  return bytes === undefined ? '' : `${new TextDecoder().decode(bytes)}\n`
}

export interface LineFile {
  write(line: string): Promise<void>
  /** Puts the finished file in its place: until then there is none by its name, or the one from before. */
  commit(): Promise<void>
  discard(): Promise<void>
}

/** @throws when the file cannot be opened, with Node's own message */
export async function createLineFile(path: string): Promise<LineFile> {
  const partial = `${path}.partial-${process.pid}`
  const stream = createWriteStream(partial)
  await once(stream, 'open')
  const finish = async (): Promise<void> => {
    stream.end()
    await once(stream, 'finish')
  }
  return {
    async write(line) {
      if (!stream.write(line)) await once(stream, 'drain')
    },
    async commit() {
      await finish()
      await rename(partial, path)
    },
    async discard() {
      stream.destroy()
      await rm(partial, { force: true })
    },
  }
}
