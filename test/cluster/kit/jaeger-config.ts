/** Where a Jaeger listens, each as host:port. */
export interface JaegerAddresses {
  readonly otlpHttp: string
  readonly otlpGrpc?: string
  readonly query: string
  readonly queryGrpc: string
}

/** A Jaeger v2 that keeps traces in memory. No batch processor: what was answered with 200 is stored. */
export const jaegerConfig = ({ otlpHttp, otlpGrpc, query, queryGrpc }: JaegerAddresses, maxTraces: number): string =>
  JSON.stringify({
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } },
      telemetry: { metrics: { level: 'none' } },
    },
    extensions: {
      jaeger_query: { storage: { traces: 'memory' }, http: { endpoint: query }, grpc: { endpoint: queryGrpc } },
      jaeger_storage: { backends: { memory: { memory: { max_traces: maxTraces } } } },
    },
    receivers: {
      otlp: {
        protocols: { http: { endpoint: otlpHttp }, ...(otlpGrpc !== undefined && { grpc: { endpoint: otlpGrpc } }) },
      },
    },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
  })
