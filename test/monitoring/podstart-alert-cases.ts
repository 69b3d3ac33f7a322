import type { SeriesTable } from '../support/promtool.ts'
import { TARGET, UP, type AlertCase } from './alert-case.ts'

const stamps = (trusted: string, none: string): SeriesTable => ({
  [`podstart_stamps_total{${TARGET}, stamp="trusted"}`]: trusted,
  [`podstart_stamps_total{${TARGET}, stamp="none"}`]: none,
  [`podstart_stamps_total{${TARGET}, stamp="copied"}`]: '0x100',
})
const WEBHOOK = 'job="podstart-webhook", instance="10.0.0.6:9465"'
const WAITING = `podstart_webhook_reviews_waiting{${WEBHOOK}}`
const reviews = (decision: string, reason: string, values: string): SeriesTable => ({
  [`podstart_webhook_reviews_total{${WEBHOOK}, decision="${decision}", reason="${reason}"}`]: values,
})
const latency = (within: string): SeriesTable => ({
  [`podstart_webhook_review_duration_seconds_bucket{${WEBHOOK}, le="0.5"}`]: within,
  [`podstart_webhook_review_duration_seconds_bucket{${WEBHOOK}, le="1"}`]: '0+100x60',
  [`podstart_webhook_review_duration_seconds_bucket{${WEBHOOK}, le="+Inf"}`]: '0+100x60',
})
const WATCH = `${TARGET}, watch="pods", watched_namespace="shop"`
const watched = (up: string, lastByte: string): SeriesTable => ({
  [`podstart_watch_up{${WATCH}}`]: up,
  [`podstart_watch_last_byte_timestamp_seconds{${WATCH}}`]: lastByte,
})
const EXPIRY = `podstart_webhook_certificate_expiry_timestamp_seconds{${WEBHOOK}}`
const DROPPED = `podstart_spans_dropped_total{${TARGET}, reason="queue_full"}`

export const podstartCases: readonly AlertCase[] = [
  {
    alert: 'PodstartExporterAbsent',
    when: 'it has gone',
    series: { [`podstart_pods_tracked{${TARGET}}`]: '3x4 _x20' },
    at: '20m',
    fires: { labels: {}, summary: 'No exporter of podstart answers: startups are neither traced nor counted.' },
  },
  {
    alert: 'PodstartExporterAbsent',
    when: 'it restarts',
    series: { [`podstart_pods_tracked{${TARGET}}`]: '3x4 _x3 0x20' },
    at: '20m',
  },
  {
    alert: 'PodstartWebhookAbsent',
    when: 'it has gone',
    series: { [WAITING]: '0x4 _x40' },
    at: '30m',
    fires: {
      labels: {},
      summary: 'No webhook of podstart answers, of 1 that did within a day: new pods have no stamp.',
    },
  },
  { alert: 'PodstartWebhookAbsent', when: 'it answers', series: { [WAITING]: '0x40' }, at: '30m' },
  { alert: 'PodstartWebhookAbsent', when: 'there never was one', series: UP, at: '30m' },
  {
    alert: 'PodstartPodsUnstamped',
    when: 'every second pod is, with a webhook that went',
    series: { ...stamps('0+2x100', '0+2x100'), [WAITING]: '0x4 _x100' },
    at: '60m',
    fires: { labels: {}, summary: '50% of the startups have no stamp of their own, though there is a webhook.' },
  },
  {
    alert: 'PodstartPodsUnstamped',
    when: 'one of twenty is',
    series: { ...stamps('0+19x100', '0+1x100'), [WAITING]: '0x100' },
    at: '60m',
  },
  {
    alert: 'PodstartPodsUnstamped',
    when: 'most are of namespaces that are left out',
    series: {
      ...stamps('0+2x100', '0x100'),
      [`podstart_stamps_total{${TARGET}, stamp="exempt"}`]: '0+19x100',
      [WAITING]: '0x100',
    },
    at: '60m',
  },
  {
    alert: 'PodstartPodsUnstamped',
    when: 'nobody runs a webhook',
    series: stamps('0x100', '0+2x100'),
    at: '60m',
  },
  {
    alert: 'PodstartWebhookFailing',
    when: 'it had errors of its own',
    series: reviews('failed', 'internal_error', '0x5 9x20'),
    at: '7m',
    fires: {
      labels: { reason: 'internal_error' },
      summary: 'The webhook left 9 pods without a stamp within 10 minutes: internal_error.',
    },
  },
  {
    alert: 'PodstartWebhookFailing',
    when: 'somebody asked for a page that is not there',
    series: { [`podstart_webhook_requests_refused_total{${WEBHOOK}, reason="not_found"}`]: '0x5 9x20' },
    at: '7m',
  },
  {
    alert: 'PodstartWebhookLate',
    when: 'reviews came too late',
    series: reviews('skipped', 'late', '0x5 18x20'),
    at: '12m',
    fires: {
      labels: {},
      summary: 'The webhook left 18 pods without a stamp within 10 minutes: they had waited too long.',
    },
  },
  {
    alert: 'PodstartWebhookLate',
    when: 'three did',
    series: reviews('skipped', 'late', '0x5 3x20'),
    at: '12m',
  },
  {
    alert: 'PodstartWebhookSlow',
    when: 'one of ten takes between 0.5 s and 1 s',
    series: latency('0+90x60'),
    at: '30m',
    fires: { labels: {}, summary: '1 % of the pods wait 950ms or more for the webhook at their creation.' },
  },
  { alert: 'PodstartWebhookSlow', when: 'none does', series: latency('0+100x60'), at: '30m' },
  {
    alert: 'PodstartWatchStale',
    when: 'it cannot be opened',
    series: watched('1x3 0x30', '0+60x3 180x30'),
    at: '10m',
    fires: {
      labels: { job: 'podstart', instance: '10.0.0.5:9464', watch: 'pods', watched_namespace: 'shop' },
      summary: 'The watch of pods in namespace shop of 10.0.0.5:9464 is not up to date.',
    },
  },
  {
    alert: 'PodstartWatchStale',
    when: 'it is open, and brings nothing',
    series: watched('1x60', '0+60x3 180x60'),
    at: '40m',
    fires: {
      labels: { job: 'podstart', instance: '10.0.0.5:9464', watch: 'pods', watched_namespace: 'shop' },
      summary: 'The watch of pods in namespace shop of 10.0.0.5:9464 is not up to date.',
    },
  },
  {
    alert: 'PodstartWatchStale',
    when: 'it is opened anew',
    series: watched('1x3 0x2 1x30', '0+60x40'),
    at: '10m',
  },
  {
    alert: 'PodstartBacklogGrowing',
    when: 'the collector takes nothing',
    series: { [`podstart_queue_age_seconds{${TARGET}}`]: '0x2 0+60x20' },
    at: '12m',
    fires: {
      labels: { job: 'podstart', instance: '10.0.0.5:9464' },
      summary: 'The oldest trace of 10.0.0.5:9464 has waited 9m 0s for the collector.',
    },
  },
  {
    alert: 'PodstartBacklogGrowing',
    when: 'it was away for three minutes',
    series: { [`podstart_queue_age_seconds{${TARGET}}`]: '0x2 0+60x3 0x20' },
    at: '12m',
  },
  {
    alert: 'PodstartSpansDropped',
    when: 'the queue was full',
    series: { [DROPPED]: '0x5 14x20' },
    at: '20m',
    fires: {
      labels: { job: 'podstart', instance: '10.0.0.5:9464', reason: 'queue_full' },
      summary: '10.0.0.5:9464 lost 14 spans within 15 minutes: queue_full.',
    },
  },
  { alert: 'PodstartSpansDropped', when: 'none were', series: { [DROPPED]: '7x20' }, at: '20m' },
  {
    alert: 'PodstartCertificateEnds',
    when: 'it does within the week',
    series: { [EXPIRY]: '261000x40' },
    at: '30m',
    fires: {
      labels: { job: 'podstart-webhook', instance: '10.0.0.6:9465' },
      summary: 'The certificate of webhook 10.0.0.6:9465 ends in 3d 0h 0m 0s; then no pod gets a stamp.',
    },
  },
  { alert: 'PodstartCertificateEnds', when: 'it does in a month', series: { [EXPIRY]: '2592000x40' }, at: '30m' },
  { alert: 'PodstartCertificateEnds', when: 'there is none', series: { [EXPIRY]: '0x40' }, at: '30m' },
]
