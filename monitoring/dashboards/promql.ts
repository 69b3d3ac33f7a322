import { increased } from '../rules/increases.ts'
import { STEP } from '../rules/rules-file.ts'

const within = (metric: string, selector: string, window: string): string =>
  `sum_over_time(${increased(metric)}{${selector}}[${window}])`

/** What was added in the time between two points of a line. */
export const lately = (metric: string, selector: string): string => within(metric, selector, '$__rate_interval')
/** What was added in the time that the dashboard shows. */
export const shown = (metric: string, selector: string): string => within(metric, selector, '$__range')

type Added = typeof lately

const comma = (by: string): string => (by === '' ? 'le' : `${by}, le`)

/** @param metric a histogram's name, without `podstart_` */
export const quantile = (q: number, metric: string, by: string, selector: string, added: Added = lately): string =>
  `histogram_quantile(${q}, sum by (${comma(by)}) (${added(`${metric}_bucket`, selector)}))`

export const mean = (metric: string, by: string, selector: string, added: Added = shown): string =>
  `sum by (${by}) (${added(`${metric}_sum`, selector)}) / (sum by (${by}) (${added(`${metric}_count`, selector)}) > 0)`

export const total = (metric: string, by: string, selector: string, added: Added = lately): string =>
  `sum by (${by}) (${added(metric, selector)})`

export const QUANTILES = [0.5, 0.95, 0.99] as const
export const nameOf = (q: number): string => `p${Math.round(q * 100)}`

/** Empty, so that it draws no line: what Grafana shows of it are the exemplars of its series. */
export const exemplarsOf = (metric: string, selector: string): string => `podstart_${metric}_bucket{${selector}} < 0`

/** In a subquery: a point for each evaluation of the recorded rules. */
export const POINTS = `[$__range:${STEP}]`
