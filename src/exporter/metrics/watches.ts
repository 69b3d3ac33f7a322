import { bounded, counter, counterOf, gauge, histogram } from '../../serve/metric-table.ts'
import { SKIPPED } from '../../tracker/counts.ts'

/** Of the watches, and of what they bring. */
export const WATCH_METRICS = {
  podstart_watch_requests_total: counter('Requests to the API server.', 'watch', 'watched_namespace', 'verb'),
  podstart_watch_items_total: counter(
    'Objects and bookmarks that the watches brought.',
    'watch',
    'watched_namespace',
    'type',
  ),
  podstart_watch_interruptions_total: counter(
    'Lists and watches that ended, by how.',
    'watch',
    'watched_namespace',
    'reason',
  ),
  podstart_watch_unreadable_lines_total: counter(
    'Lines of a watch that are no event; passed over.',
    'watch',
    'watched_namespace',
  ),
  podstart_watch_up: gauge('1 while the watch is open and up to date.', 'watch', 'watched_namespace'),
  podstart_watch_last_byte_timestamp_seconds: gauge(
    'When the last byte came, bookmarks included.',
    'watch',
    'watched_namespace',
  ),
  podstart_watch_blind_seconds_total: counter('Time in which the watch could not see.', 'watch', 'watched_namespace'),
  podstart_watch_lag_seconds: histogram(
    'From the exact time in an object to its arrival, of startups that are over.',
    [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    'watch',
  ),
  podstart_clock_offset_seconds: bounded(
    gauge(
      'How far a clock runs ahead of the exporter’s, by the last startup that shows it; 0 where they agree.',
      'clock',
    ),
    'clock',
  ),
  podstart_pods_vanished_total: counter('Pods under way that a list after a gap no longer had.'),
  podstart_pods_tracked: gauge('Pods whose startup is under way, or that were listed just now.'),
  podstart_skipped_total: counterOf('What was left out or understood only in part, by kind.', 'kind', SKIPPED),
  podstart_recording_failures_total: counter('Recordings that could not be kept whole.'),
} as const
