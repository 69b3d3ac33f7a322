import type { SeriesTable } from '../support/promtool.ts'

/** Series under which an alert fires, or does not, and when it is looked at. */
export interface AlertCase {
  readonly alert: string
  readonly when: string
  readonly series: SeriesTable
  readonly at: string
  /** None: it does not fire. */
  readonly fires?: { readonly labels: Readonly<Record<string, string>>; readonly summary: string }
}

/** What Prometheus adds. */
export const TARGET = 'job="podstart", instance="10.0.0.5:9464"'
export const UP = { [`podstart_build_info{${TARGET}}`]: '1x200' }
