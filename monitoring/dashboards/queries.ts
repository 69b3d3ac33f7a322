import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common'
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import type { PanelSpec } from './panel.ts'

export const PROMETHEUS: DataSourceRef = { type: 'prometheus', uid: '${datasource}' }

/** The letter that Grafana calls a query by. */
export const columnOf = (i: number): string => String.fromCharCode('A'.charCodeAt(0) + i)

const FORMATS: Readonly<Partial<Record<PanelSpec['kind'], PromQueryFormat>>> = {
  table: PromQueryFormat.Table,
  heatmap: PromQueryFormat.Heatmap,
}

/** Panels of the whole time shown, which they ask for at its end. */
const AT_THE_END: readonly PanelSpec['kind'][] = ['table', 'bargauge', 'stat']

export function queriesOf({ kind, queries }: PanelSpec): readonly DataqueryBuilder[] {
  return queries.map(({ expr, legend, exemplars }, i) => {
    const query = new DataqueryBuilder()
      .refId(columnOf(i))
      .datasource(PROMETHEUS)
      .expr(expr)
      .legendFormat(legend)
      .exemplar(exemplars === true)
      .format(FORMATS[kind] ?? PromQueryFormat.TimeSeries)
    return AT_THE_END.includes(kind) ? query.instant() : query.range()
  })
}
