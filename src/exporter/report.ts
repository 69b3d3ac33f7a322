import type { Feed } from '../kube/feed.ts'
import { nameOf } from '../kube/feed.ts'
import type { News } from '../kube/reflector.ts'
import type { Delivery } from '../deliver/queue.ts'
import { clip } from '../observe/clip.ts'
import { minus, toMillis, type Nanos } from '../observe/nanos.ts'
import type { WatchItem } from '../observe/observe.ts'
import type { Log } from '../serve/log.ts'
import { ATTRIBUTES as A } from '../telemetry/names.ts'
import type { Counted } from '../tracker/counts.ts'
import { countedStamp } from './counted-stamp.ts'
import type { Health } from './health.ts'
import type { Meter } from './meter.ts'
import type { ExporterMetrics } from './metrics.ts'
import type { Told } from './pipeline.ts'

/** Tells the log, the metrics and the probes what goes on; each of the exporter's parts has one way to say it. */
export interface Report {
  item(feed: Feed, item: WatchItem, vanished: number): void
  news(feed: Feed, news: News): void
  told(told: Told): void
  delivery(delivery: Delivery): void
  counted(what: Counted, by: number, detail?: string): void
}

interface Listeners {
  readonly log: Log
  readonly metrics: ExporterMetrics
  readonly meter: Meter
  readonly health: Health
  /** Namespaces whose pods the webhook does not stamp. */
  readonly excluded: readonly string[]
}

/** How loud an interruption is: what heals by itself is for those who look. */
const LEVELS = {
  ended: 'debug',
  silent: 'warn',
  expired: 'warn',
  'not offered': 'info',
  unauthorized: 'warn',
  refused: 'error',
  throttled: 'warn',
  failed: 'warn',
} as const

const WATCH_TYPES: readonly string[] = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR', 'LEFT']

/** A target of Prometheus has a label `namespace` of its own, which an empty one would take. */
const labelsOf = ({ watch, namespace }: Feed) => ({ watch, watched_namespace: namespace === '' ? '*' : namespace })

export const createReport = (listeners: Listeners): Report => new Teller(listeners)

class Teller implements Report {
  readonly #listeners: Listeners
  readonly #said = new Set<string>()
  readonly #blind = new Map<string, Nanos>()

  constructor(listeners: Listeners) {
    this.#listeners = listeners
  }

  item(feed: Feed, item: WatchItem, vanished: number): void {
    const { log, metrics, meter } = this.#listeners
    meter.item(item)
    const type = WATCH_TYPES.includes(item.type) ? item.type : 'other'
    metrics.count('podstart_watch_items_total', { ...labelsOf(feed), type })
    if (vanished === 0) return
    metrics.count('podstart_pods_vanished_total', {}, vanished)
    log.warn(`${vanished} pods were there before a gap in the watch and are not in the list after it`)
  }

  news(feed: Feed, news: News): void {
    const { log, metrics, health } = this.#listeners
    const name = nameOf(feed)
    const labels = labelsOf(feed)
    switch (news.is) {
      case 'asked':
        this.#once(`up ${name}`, () => metrics.set('podstart_watch_up', labels, 0))
        return metrics.count('podstart_watch_requests_total', { ...labels, verb: news.verb })
      case 'bytes':
        health.bytes(name, news.at)
        return metrics.set('podstart_watch_last_byte_timestamp_seconds', labels, toMillis(news.at) / 1_000)
      case 'unreadable':
        metrics.count('podstart_watch_unreadable_lines_total', labels)
        return this.#once(`unreadable ${name}`, () =>
          log.warn({ line: clip(news.line, 200) }, `${name}: a line that is no event was passed over`),
        )
      case 'blind':
        this.#blind.set(name, news.dark)
        return metrics.set('podstart_watch_up', labels, 0)
      case 'seeing':
        return this.#seeing(feed, news.at)
      case 'over':
        return this.#over(feed, news)
    }
  }

  told(told: Told): void {
    const { log, metrics, meter, excluded } = this.#listeners
    const { startup, sampling, trace } = told
    meter.told(told)
    const { view, outcome } = startup
    metrics.count('podstart_startups_total', { outcome })
    metrics.count('podstart_stamps_total', { stamp: countedStamp(startup, excluded) })
    metrics.count('podstart_sampling_total', { decision: sampling.sent ? 'sent' : 'dropped', reason: sampling.reason })
    const level = outcome === 'ready' || outcome === 'completed' ? 'debug' : 'info'
    const root = trace?.[0]
    const words = String(root?.attributes[A.summary] ?? outcome)
    log[level]({ trace_id: root?.traceId }, `${view.pod.namespace}/${view.pod.name}: ${words}`)
  }

  delivery(delivery: Delivery): void {
    tellDelivery(delivery, this.#listeners)
  }

  counted(what: Counted, by: number, detail?: string): void {
    if (what.startsWith('outcome_')) return
    const { log, metrics } = this.#listeners
    metrics.count('podstart_skipped_total', { kind: what }, by)
    if (detail === undefined) return
    this.#once(`notice ${what}`, () => log.info({ example: detail }, `${what}: the first of its kind`))
  }

  /** The same thing is said once; how often it happens is in the metrics. */
  #once(key: string, say: () => void): void {
    if (this.#said.has(key)) return
    this.#said.add(key)
    say()
  }

  #seeing(feed: Feed, at: Nanos): void {
    const { log, metrics, health } = this.#listeners
    const name = nameOf(feed)
    const since = this.#blind.get(name)
    this.#blind.delete(name)
    health.seeing(name, at)
    metrics.set('podstart_watch_up', labelsOf(feed), 1)
    this.#once(`listed ${name}`, () => log.info(`${name}: listed, watching`))
    if (since === undefined) return
    // A clock that is set back turns no time round.
    const gap = Math.max(0, toMillis(minus(at, since)) / 1_000)
    if (gap > 0) metrics.count('podstart_watch_blind_seconds_total', labelsOf(feed), gap)
    log[gap > 1 ? 'info' : 'debug'](`${name}: watching again, after ${gap.toFixed(1)} s without sight`)
  }

  #over(feed: Feed, { ending, step, failures }: Extract<News, { is: 'over' }>): void {
    const { log, metrics, health } = this.#listeners
    const name = nameOf(feed)
    metrics.count('podstart_watch_interruptions_total', { ...labelsOf(feed), reason: ending.is })
    const why = ending.is === 'ended' ? 'the server ended the watch' : ending.why
    health.trouble(name, why)
    const next = step.delay === 0 ? 'at once' : `in ${(step.delay / 1_000).toFixed(1)} s`
    const how = step.keepsPosition ? 'again' : 'listing again'
    log[LEVELS[ending.is]]({ attempt: failures }, `${name}: ${ending.is}: ${why}; ${how} ${next}`)
  }
}

function tellDelivery(delivery: Delivery, { log, metrics }: Listeners): void {
  switch (delivery.is) {
    case 'sent':
      metrics.count('podstart_spans_sent_total', {}, delivery.spans)
      metrics.observe('podstart_export_duration_seconds', delivery.seconds)
      return log.debug(`sent ${delivery.traces} traces, ${delivery.spans} spans`)
    case 'lost':
      metrics.count('podstart_spans_dropped_total', { reason: delivery.why }, delivery.spans)
      return log.error(`LOST ${delivery.traces} traces, ${delivery.spans} spans: ${delivery.why}: ${delivery.detail}`)
    case 'failed':
      metrics.count('podstart_export_failures_total')
      return log.warn(
        `the collector did not take them: ${delivery.why}; again in ${(delivery.delay / 1_000).toFixed(1)} s`,
      )
    case 'warning':
      return log.warn(`the collector says: ${delivery.text}`)
  }
}
