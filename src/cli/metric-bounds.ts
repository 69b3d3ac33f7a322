import type { MeterRules } from '../exporter/meter.ts'
import { toMillis } from '../observe/nanos.ts'
import type { LabelBounds } from '../serve/label-room.ts'
import type { Settings } from './settings/settings.ts'

/** Webhook, API server, scheduler and controllers have clocks, too. */
const OTHER_CLOCKS = 4

export const metricBounds = (settings: Settings): LabelBounds => ({
  values: {
    namespace: settings.metricNamespaces,
    workload: settings.metricWorkloads,
    node: settings.metricNodes,
    registry: settings.metricRegistries,
    repository: settings.metricRepositories,
    reason: settings.metricReasons,
    revision: settings.metricRevisions,
    clock: settings.metricNodes + OTHER_CLOCKS,
  },
  sets: settings.metricSets,
  life: toMillis(settings.metricLife),
})

/** @param sends whether traces go to a collector */
export const meterRules = (settings: Settings, sends: boolean): MeterRules => ({
  sends,
  workloads: settings.metricSets,
  life: toMillis(settings.metricLife),
  now: () => performance.now(),
})
