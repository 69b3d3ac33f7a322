import type { PanelSpec, Unit } from './panel.ts'

interface Line {
  readonly title: string
  readonly description: string
  readonly unit?: Unit
  readonly width?: number
  readonly signed?: true
  readonly queries: readonly (readonly [legend: string, expr: string])[]
}

/** How many came between two points, of a counter that has been there from the beginning. */
export const rate = (metric: string, by: string): string => `sum by (${by}) (increase(${metric}[$__rate_interval]))`

export const quantileOf = (q: number, metric: string, ...by: readonly string[]): string =>
  `histogram_quantile(${q}, sum by (${[...by, 'le'].join(', ')}) (rate(${metric}_bucket[$__rate_interval])))`

export const line = ({ title, description, unit = 'short', width = 8, signed, queries }: Line): PanelSpec => ({
  kind: 'timeseries',
  title,
  description,
  unit,
  width,
  ...(signed !== undefined && { signed }),
  queries: queries.map(([legend, expr]) => ({ legend, expr })),
})

export const stat = (
  title: string,
  description: string,
  unit: Unit,
  expr: string,
  legend = title,
  limits?: readonly [number, number],
): PanelSpec => ({
  kind: 'stat',
  title,
  description,
  unit,
  width: 4,
  queries: [{ expr, legend }],
  ...(limits !== undefined && { limits }),
})
