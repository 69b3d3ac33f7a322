import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Choice, DashboardSpec } from './panel.ts'
import { panelOf } from './panel-of.ts'
import { PROMETHEUS } from './queries.ts'

const TAG = 'podstart'

const choiceOf = ({ label, of }: Choice): QueryVariableBuilder =>
  new QueryVariableBuilder(label)
    .datasource(PROMETHEUS)
    .query(`label_values(${of}, ${label})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: 'All', value: '$__all' })

/** From one dashboard to the others, with the same choices and time. */
const others = new DashboardLinkBuilder('podstart')
  .type(DashboardLinkType.Dashboards)
  .tags([TAG])
  .includeVars(true)
  .keepTime(true)

export function dashboardOf({ uid, title, description, choices, rows }: DashboardSpec): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .time({ from: 'now-6h', to: 'now' })
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .link(others)
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'))
    .withVariable(new DatasourceVariableBuilder('jaeger').label('Jaeger').type('jaeger'))
  for (const choice of choices) builder.withVariable(choiceOf(choice))
  let id = 0
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title).id(++id))
    for (const panel of row.panels) builder.withPanel(panelOf(panel, ++id))
  }
  return builder.build()
}
