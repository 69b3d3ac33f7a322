import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ensureBuilt } from './builds.ts'
import { jaegerConfig } from './jaeger-config.ts'
import { queriesOf, type JaegerQueries } from './jaeger-queries.ts'
import { placesFor } from './places.ts'

/** A real Jaeger v2 with an empty memory, on ports of its own; needs no cluster. */
export interface Jaeger extends JaegerQueries {
  readonly otlp: string
  stop(): Promise<void>
}

const MAX_TRACES = 100_000
/** Port 0: Jaeger logs the ports it got. */
const ANY = '127.0.0.1:0'

/** Builds Jaeger if it is not there (minutes, with its progress on the terminal) and starts it. */
export async function startJaeger(): Promise<Jaeger> {
  const places = placesFor()
  await ensureBuilt(['jaeger'], places)
  const folder = mkdtempSync(join(tmpdir(), 'podstart-jaeger-'))
  const config = join(folder, 'jaeger.json')
  writeFileSync(config, jaegerConfig({ otlpHttp: ANY, query: ANY, queryGrpc: ANY }, MAX_TRACES))
  const child = spawn(places.jaeger, ['--config', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.kill()) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  }
  const ports = await readPorts(createInterface({ input: child.stderr }))
  if (ports === undefined) {
    await stop()
    throw new Error('Jaeger ended before it was ready')
  }
  // Its log must be read on, or it stops at a full pipe.
  child.stderr.resume()
  return { otlp: `http://${ports.otlp}`, ...queriesOf(`http://${ports.query}`), stop }
}

async function readPorts(lines: AsyncIterable<string>): Promise<{ query: string; otlp: string } | undefined> {
  let [query, otlp]: [string | undefined, string | undefined] = [undefined, undefined]
  for await (const line of lines) {
    query ??= /"http_addr": "([^"]+)"/.exec(line)?.[1]
    if (line.includes('otlpreceiver')) otlp ??= /"endpoint": "([^"]+)"/.exec(line)?.[1]
    if (line.includes('Everything is ready') && query !== undefined && otlp !== undefined) return { query, otlp }
  }
  return undefined
}
