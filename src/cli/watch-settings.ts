import { SETTLE_RULES } from '../timeline/verdict.ts'
import { SAMPLER_RULES, type SamplerRules } from '../tracker/sampler.ts'
import { TRACKER_SETTINGS, type TrackerSettings } from '../tracker/tracker.ts'
import type { Settings } from './settings/settings.ts'

/** Pages as client-go's pager has them; an answer that does not begin within half a minute does not come. */
export const REFLECTOR = { pageSize: 500, patience: 30_000, random: () => Math.random() }

export type SamplingSettings = Pick<
  Settings,
  'context' | 'samplingRatio' | 'samplingRatioByNamespace' | 'slowStartup' | 'slowPercentile'
>

export function trackerSettings(settings: Settings): TrackerSettings {
  const { deadline, finalDeadline, crashWindow, lookback, maxPods, annotationPrefix: prefix } = settings
  return {
    ...TRACKER_SETTINGS,
    settle: { ...SETTLE_RULES, deadline, finalDeadline, crashWindow },
    lookback,
    maxPods,
    prefix,
  }
}

export const samplerRules = (settings: SamplingSettings): SamplerRules => ({
  ...SAMPLER_RULES,
  mode: settings.context,
  ratio: settings.samplingRatio,
  ratioByNamespace: settings.samplingRatioByNamespace,
  slow: settings.slowStartup,
  slowPercentile: settings.slowPercentile,
})
