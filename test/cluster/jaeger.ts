import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** A real Jaeger v2 with an empty memory, on ports of its own. */
export interface Jaeger {
  readonly otlp: string
  trace(traceId: string): Promise<JaegerTrace | undefined>
  search(query: Readonly<Record<string, string>>): Promise<readonly JaegerTrace[]>
  stop(): Promise<void>
}

const TRACE = z.object({
  traceID: z.string(),
  spans: z.array(
    z.object({
      spanID: z.string(),
      operationName: z.string(),
      processID: z.string(),
      startTime: z.number(),
      duration: z.number(),
      warnings: z.array(z.string()).nullable().optional(),
      references: z.array(z.object({ refType: z.string(), traceID: z.string(), spanID: z.string() })),
      tags: z.array(z.object({ key: z.string(), value: z.unknown() })),
    }),
  ),
  processes: z.record(z.string(), z.object({ serviceName: z.string() })),
  warnings: z.array(z.string()).nullable().optional(),
})
export type JaegerTrace = z.infer<typeof TRACE>
const ANSWER = z.object({ data: z.array(TRACE).nullable() })

// Port 0: Jaeger logs the ports it got. No batch processor: what was answered with 200 is stored.
const CONFIG = `
service:
  extensions: [jaeger_storage, jaeger_query]
  pipelines: {traces: {receivers: [otlp], exporters: [jaeger_storage_exporter]}}
  telemetry: {metrics: {level: none}}
extensions:
  jaeger_query: {storage: {traces: memory}, http: {endpoint: "127.0.0.1:0"}, grpc: {endpoint: "127.0.0.1:0"}}
  jaeger_storage: {backends: {memory: {memory: {max_traces: 100000}}}}
receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:0"}}}}
exporters: {jaeger_storage_exporter: {trace_storage: memory}}
`

/** Builds Jaeger if it is not there (minutes, with its progress on the terminal) and starts it. */
export async function startJaeger(): Promise<Jaeger> {
  execFileSync(fileURLToPath(new URL('build-jaeger', import.meta.url)), { stdio: 'inherit' })
  const binary = join(process.env['PODSTART_CLUSTER'] ?? join(homedir(), '.cache/podstart-cluster'), 'bin/jaeger')
  const folder = mkdtempSync(join(tmpdir(), 'podstart-jaeger-'))
  const config = join(folder, 'jaeger.yaml')
  writeFileSync(config, CONFIG)
  const child = spawn(binary, ['--config', config], { stdio: ['ignore', 'ignore', 'pipe'] })
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

function queriesOf(address: string): Pick<Jaeger, 'trace' | 'search'> {
  const get = async (path: string): Promise<readonly JaegerTrace[]> => {
    const response = await fetch(address + path)
    if (response.status === 404) return []
    return ANSWER.parse(await response.json()).data ?? []
  }
  return {
    trace: async (traceId) => (await get(`/api/traces/${traceId}`))[0],
    search: (query) => get(`/api/traces?${new URLSearchParams(query).toString()}`),
  }
}
