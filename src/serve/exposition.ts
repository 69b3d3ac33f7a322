import { setImmediate } from 'node:timers/promises'
import { Registry, type Counter, type Gauge, type Histogram, type OpenMetricsContentType } from 'prom-client'

/** How the metrics are written: as every Prometheus reads them, or with exemplars. */
export const FORMATS = {
  text: { contentType: Registry.PROMETHEUS_CONTENT_TYPE, between: '\n\n', end: '\n' },
  openmetrics: { contentType: Registry.OPENMETRICS_CONTENT_TYPE, between: '\n', end: '\n# EOF\n' },
} as const

export type Format = keyof typeof FORMATS

const OPENMETRICS = 'application/openmetrics-text'
const TEXT = 'text/plain'

/** What an Accept header would rather have. Parameters but `q` are passed over: all versions read what is written here. */
export function formatFor(accept: string | undefined): Format {
  const wanted = (accept ?? '').split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase())
    const q = parameters.find((one) => one.startsWith('q='))
    return { type, quality: q === undefined ? 1 : Number(q.slice(2)) }
  })
  const best = (type: string): number =>
    Math.max(0, ...wanted.filter((one) => one.type === type).map(({ quality }) => quality || 0))
  return best(OPENMETRICS) > 0 && best(OPENMETRICS) >= best(TEXT) ? 'openmetrics' : 'text'
}

/** The same metrics in both formats: a registry of prom-client writes one. */
export interface Pages {
  readonly text: Registry
  readonly openmetrics: Registry<OpenMetricsContentType>
}

/** What prom-client counts with. */
export type Instrument = Counter | Gauge | Histogram

export function pagesOf(metrics: readonly Instrument[]): Pages {
  const text = new Registry()
  const openmetrics = new Registry<OpenMetricsContentType>()
  openmetrics.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  for (const metric of metrics) {
    text.registerMetric(metric)
    openmetrics.registerMetric(inOpenMetrics(metric))
  }
  return { text, openmetrics }
}

/**
 * OpenMetrics names a counter without its `_total`. prom-client (15.1) would take it from the metric itself, and the other
 * format would miss it: here a shadow of the metric has a name of its own.
 */
const inOpenMetrics = (metric: Instrument): Instrument => {
  const { name, type } = metric as unknown as { readonly name: string; readonly type: string }
  const value = type === 'counter' ? name.replace(/_total$/, '') : name
  return Object.create(metric, { name: { value } }) as Instrument
}

/** Metric by metric, and others have their turn in between: watches must not wait until all is written. */
export async function written(pages: Pages, format: Format): Promise<string> {
  const parts: string[] = []
  for (const { name } of pages[format].getMetricsAsArray()) {
    parts.push(await pages[format].getSingleMetricAsString(name))
    await setImmediate()
  }
  return parts.join(FORMATS[format].between) + FORMATS[format].end
}
