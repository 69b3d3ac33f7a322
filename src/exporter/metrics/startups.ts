import { counter, counterOf, bounded, gauge, histogram } from '../../serve/metric-table.ts'
import { SAMPLINGS } from '../../telemetry/sampling.ts'
import { OUTCOMES } from '../../timeline/verdict.ts'
import { COUNTED_STAMPS } from '../counted-stamp.ts'

/** Upper bounds in seconds, from a millisecond to 20 minutes; finest where startups mostly are. */
export const DURATIONS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300, 600, 1_200]

/** Of pods that start, and of those that do not. */
export const STARTUP_METRICS = {
  podstart_startups_total: counterOf('Startups that are over, by outcome.', 'outcome', OUTCOMES),
  podstart_sampling_total: {
    ...counter('Startups that are over, by whether they were sent, and why.', 'decision', 'reason'),
    known: SAMPLINGS,
  },
  podstart_stamps_total: counterOf('Startups by what became of their stamp.', 'stamp', COUNTED_STAMPS),
  podstart_startup_duration_seconds: bounded(
    histogram('How long startups took, each once, as their traces say.', DURATIONS, 'namespace', 'workload', 'outcome'),
    'namespace',
    'workload',
  ),
  podstart_stage_duration_seconds: bounded(
    histogram('How long stages took, each once, as their spans say.', DURATIONS, 'stage', 'namespace', 'workload'),
    'namespace',
    'workload',
  ),
  podstart_stages_total: bounded(
    counter('Stages that came to their end, each once.', 'stage', 'namespace', 'workload'),
    'namespace',
    'workload',
  ),
  podstart_stage_seconds_total: bounded(
    counter('How long all of these took together, by the best estimates.', 'stage', 'namespace', 'workload'),
    'namespace',
    'workload',
  ),
  podstart_stage_inexact_total: counter('Stages that are not known exactly enough to be in the histogram.', 'stage'),
  podstart_pods_stuck: bounded(
    gauge('Pods that are stuck now, by where and why.', 'stage', 'reason', 'namespace'),
    'reason',
    'namespace',
  ),
  podstart_workload_revision_info: {
    ...bounded(
      gauge('Always 1; the newest revision of the workload is in its label.', 'namespace', 'workload', 'revision'),
      'namespace',
      'workload',
      'revision',
    ),
    leavesOut: true,
  },
} as const
