import type { Answerable, Decision } from '../admission/decide.ts'
import { formatTraceparent } from '../trace/traceparent.ts'
import { clip, oneLine } from '../observe/clip.ts'
import type { Log } from '../serve/log.ts'
import type { Listener } from './app.ts'
import type { Identity, Unusable } from './identity.ts'
import type { WebhookMetrics } from './metrics.ts'

/** Tells the log and the metrics what goes on. */
export interface Report extends Listener {
  identity(identity: Identity | Unusable): void
  tlsFailed(error: Error): void
}

/** What comes from outside may be long, and have lines of its own. */
const LONGEST = 300
const fit = (text: string): string => clip(oneLine(text), LONGEST)

export function createReport(log: Log, metrics: WebhookMetrics): Report {
  const said = new Set<string>()
  // The same thing is said once; how often it happens is in the metrics.
  const once = (what: string, say: (detail: string) => void, detail: string): void => {
    if (!said.has(what)) say(detail)
    said.add(what)
  }
  let waiting = 0
  metrics.measure('podstart_webhook_reviews_waiting', () => waiting)
  return {
    began() {
      waiting += 1
      return () => {
        waiting -= 1
      }
    },
    reviewed(asked, verdict, seconds) {
      const reason = verdict.is === 'stamped' ? 'stamped' : verdict.reason
      metrics.count('podstart_webhook_reviews_total', { decision: verdict.is, reason })
      metrics.observe('podstart_webhook_review_duration_seconds', seconds)
      if (verdict.is === 'failed') return log.error(`a review was answered without a stamp: ${verdict.detail}`)
      if (log.isLevelEnabled('debug')) log.debug({ uid: fit(asked.uid) }, fit(inWords(asked, verdict)))
      if (verdict.is === 'skipped' && NOTABLE.has(reason))
        once(reason, (text) => log.warn(`${reason}: the first of its kind: ${text}`), fit(verdict.detail ?? ''))
    },
    refused(why, detail) {
      metrics.count('podstart_webhook_requests_refused_total', { reason: why })
      once(`refused ${why}`, (text) => log.warn(`refused, ${why}: the first of its kind: ${text}`), fit(detail))
    },
    identity(identity) {
      const result = identity.is === 'usable' ? 'taken' : 'unusable'
      metrics.count('podstart_webhook_certificate_loads_total', { result })
      if (identity.is === 'unusable') return log.error(`no change of the certificate: ${identity.why}`)
      const end = identity.notAfter
      metrics.set('podstart_webhook_certificate_expiry_timestamp_seconds', {}, end.getTime() / 1_000)
      log.info(`serving a certificate for ${fit(identity.names)}, until ${end.toISOString()}`)
    },
    tlsFailed(error) {
      metrics.count('podstart_webhook_tls_failures_total')
      log.debug(`a connection ended before it was safe: ${fit(error.message)}`)
      const code = 'code' in error ? String(error.code) : error.name
      once(`tls ${code}`, (text) => log.warn(`TLS failed: the first of its kind: ${text}`), fit(error.message))
    },
  }
}

function inWords(asked: Answerable, verdict: Decision): string {
  const where = asked.is === 'pod created' ? asked.pod.namespace : 'a review'
  return verdict.is === 'stamped'
    ? `${where}: stamped ${formatTraceparent(verdict.context)}`
    : `${where}: ${verdict.reason} ${verdict.detail ?? ''}`
}

/** What somebody may want to change; the others are as they were asked for. */
const NOTABLE: ReadonlySet<string> = new Set(['late', 'malformed', 'annotation_limit', 'not_a_pod'])
