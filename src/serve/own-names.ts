/** Names in podstart's own traces; docs/own-telemetry.md is checked against these. */
export const OWN_SERVICES = { webhook: 'podstart-webhook', exporter: 'podstart-exporter' } as const

/** The pods' spans have another one: no query for the ones finds the others. */
export const OWN_SCOPE = 'podstart.own'

export const OWN_SPANS = {
  /** Source: OpenTelemetry semantic conventions 1.40, HTTP server spans: `{method} {http.route}`. */
  review: 'POST /mutate',
  batch: 'export batch',
} as const

/** Those without `podstart.` are OpenTelemetry semantic conventions. */
export const OWN_ATTRIBUTES = {
  method: 'http.request.method',
  route: 'http.route',
  path: 'url.path',
  scheme: 'url.scheme',
  status: 'http.response.status_code',
  errorType: 'error.type',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  namespace: 'k8s.namespace.name',
  uid: 'podstart.admission.uid',
  decision: 'podstart.admission.decision',
  reason: 'podstart.admission.reason',
  detail: 'podstart.admission.detail',
  dryRun: 'podstart.admission.dry_run',
  spans: 'podstart.batch.spans',
  traces: 'podstart.batch.traces',
  outcome: 'podstart.batch.outcome',
  refusedSpans: 'podstart.batch.refused_spans',
} as const
