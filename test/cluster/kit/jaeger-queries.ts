import { z } from 'zod'

/** Asks a Jaeger for what it has stored. */
export interface JaegerQueries {
  trace(traceId: string): Promise<JaegerTrace | undefined>
  search(query: Readonly<Record<string, string>>): Promise<readonly JaegerTrace[]>
}

const TRACE = z.object({
  traceID: z.string(),
  spans: z.array(
    z.object({
      traceID: z.string(),
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

export function queriesOf(address: string): JaegerQueries {
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
