import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Component } from './components.ts'
import { jaegerConfig } from './jaeger-config.ts'
import { CLUSTER_IP } from './network.ts'
import type { Places } from './places.ts'
import { answers } from './probes.ts'

/** For the components' own spans. */
export const OTLP_GRPC = `${CLUSTER_IP}:4317`
export const OTLP_HTTP = `${CLUSTER_IP}:4318`
export const JAEGER_QUERY = `${CLUSTER_IP}:16686`

/** Many: with every span of API server, kubelets and containerd, a test's own traces must still be there at its end. */
const MAX_TRACES = 400_000

/** The Jaeger of the cluster; started anew, it has forgotten everything. */
export function jaeger({ jaeger: binary, state }: Places): Component {
  const config = join(state, 'jaeger.json')
  const addresses = { otlpHttp: OTLP_HTTP, otlpGrpc: OTLP_GRPC, query: JAEGER_QUERY, queryGrpc: `${CLUSTER_IP}:16685` }
  writeFileSync(config, jaegerConfig(addresses, MAX_TRACES))
  return {
    name: 'jaeger',
    command: [binary, '--config', config],
    // Its own spans would be sent to another port, and are nobody's truth.
    env: { OTEL_TRACES_SAMPLER: 'always_off' },
    ready: answers(`http://${JAEGER_QUERY}/api/services`),
  }
}
