import { setTimeout as sleep } from 'node:timers/promises'
import { context, diag, logs, propagation, trace } from '@opentelemetry/api'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { followDiagnostics, hearOthers } from '../deliver/diagnostics.ts'
import { messageOf } from '../observe/clip.ts'
import { OWN_SCOPE } from './own-names.ts'
import { createOwnSpans } from './own-spans.ts'
import type { OwnTracing, OwnTracingSettings } from './own-tracing.ts'
import { createTrouble } from './own-trouble.ts'

/** A collector that is away does not hold up the end. */
const SHUTDOWN_MS = 2_000

/** Reads the environment, and registers the SDK as the process's own. */
export function startSdk(settings: OwnTracingSettings): OwnTracing {
  const { version, warn } = settings
  const { hear } = createTrouble(warn, () => performance.now())
  const sdk = createSdk(settings)
  hearOthers(hear)
  followDiagnostics()
  sdk.start()
  return {
    ...createOwnSpans(trace.getTracer(OWN_SCOPE, version)),
    async shutdown() {
      const problem = await within(SHUTDOWN_MS, sdk.shutdown())
      if (problem !== undefined) warn(`podstart’s own traces: the last ones were not taken: ${problem}`)
      hearOthers()
      for (const api of [trace, propagation, context, logs]) api.disable()
    },
  }
}

function createSdk({ service, version, processors }: OwnTracingSettings): NodeSDK {
  // OTEL_LOG_LEVEL sets a logger that writes to the console, and complains of one that was there.
  diag.disable()
  const resource = resourceFromAttributes({ 'service.name': service, 'service.version': version })
  return new NodeSDK({
    // What the variables say of the resource goes over it.
    resource: defaultResource().merge(resource),
    // Unless they are told so, OTLP metrics and logs are on as well.
    metricReaders: [],
    logRecordProcessors: [],
    ...(processors !== undefined && { spanProcessors: [...processors] }),
  })
}

/** @returns why it did not come to a good end */
async function within(ms: number, work: Promise<void>): Promise<string | undefined> {
  const over = new AbortController()
  const late = sleep(ms, `no answer within ${ms / 1_000} s`, { signal: over.signal }).catch(() => undefined)
  const problem = await Promise.race([work.then(() => undefined, messageOf), late])
  over.abort()
  return problem
}
