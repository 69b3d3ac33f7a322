import { DASHBOARDS } from '../../monitoring/dashboards/dashboards.ts'
import { ALERTS, recordings } from '../../monitoring/rules/rules-file.ts'

/** Something in PromQL, and where it stands. */
export interface Expression {
  readonly where: string
  readonly expr: string
  /** What its legend shows, or the annotations of its alert. */
  readonly text: string
  readonly exemplars: boolean
}

export const panelExpressions: readonly Expression[] = DASHBOARDS.flatMap(({ title, rows }) =>
  rows.flatMap(({ panels }) =>
    panels.flatMap((panel) =>
      panel.queries.map(({ expr, legend, exemplars = false }) => ({
        where: `${title}: ${panel.title}: ${legend}`,
        expr,
        text: legend,
        exemplars,
      })),
    ),
  ),
)

export const ruleExpressions: readonly Expression[] = recordings().map(({ record, expr }) => ({
  where: record,
  expr,
  text: '',
  exemplars: false,
}))

export const alertExpressions: readonly Expression[] = ALERTS.map(({ alert, expr, summary, description }) => ({
  where: alert,
  expr,
  text: `${summary} ${description}`,
  exemplars: false,
}))
