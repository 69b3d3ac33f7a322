import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Instrument } from './exposition.ts'

/** Gauges whose names say that they are counters, which `promtool check metrics` does not want. Others say the same. */
const MISNAMED = /^nodejs_active_\w+_total$/

/** `process_*` and `nodejs_*`, as prom-client has them. */
export function processMetrics(): readonly Instrument[] {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
    .getMetricsAsArray()
    .filter(({ name }) => !MISNAMED.test(name))
    .flatMap(({ name }) => registry.getSingleMetric(name) ?? []) as readonly Instrument[]
}
