import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge'
import {
  BarGaugeDisplayMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  SortOrder,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap'
import * as stat from '@grafana/grafana-foundation-sdk/stat'
import * as table from '@grafana/grafana-foundation-sdk/table'
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries'
import type { PanelSpec } from './panel.ts'
import { columnOf } from './queries.ts'

const newest = (): ReduceDataOptionsBuilder => new ReduceDataOptionsBuilder().calcs(['lastNotNull'])

/** Startups are rare: a point stands alone more often than not, and a line from one to the next may be long. */
const LONGEST_GAP_MS = 3_600_000

function lines({ stacked, signed }: PanelSpec): timeseries.PanelBuilder {
  const legend = new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
  const builder = new timeseries.PanelBuilder()
    .legend(legend)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
  if (signed === undefined) builder.min(0)
  if (stacked === undefined) return builder.showPoints(VisibilityMode.Always).pointSize(4).spanNulls(LONGEST_GAP_MS)
  return builder
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(70)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
}

const numbers = (): stat.PanelBuilder => new stat.PanelBuilder().reduceOptions(newest())

const bars = (): bargauge.PanelBuilder =>
  new bargauge.PanelBuilder()
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(newest())
    .min(0)

const buckets = ({ unit }: PanelSpec): heatmap.PanelBuilder =>
  new heatmap.PanelBuilder()
    .calculate(false)
    .color(new heatmap.HeatmapColorOptionsBuilder().mode(heatmap.HeatmapColorMode.Scheme).scheme('Blues').steps(64))
    .yAxis(new heatmap.YAxisConfigBuilder().unit(unit))
    .showLegend()

/** One row for each label set, one column for each query. */
function cells({ queries }: PanelSpec): table.PanelBuilder {
  const names = queries.flatMap(({ legend }, i) => [
    [`Value #${columnOf(i)}`, legend],
    // Grafana leaves the letter out where there is one query.
    ...(queries.length === 1 ? [['Value', legend]] : []),
  ])
  const builder = new table.PanelBuilder().withTransformation({ id: 'merge', options: {} }).withTransformation({
    id: 'organize',
    options: { excludeByName: { Time: true }, renameByName: Object.fromEntries(names) as object },
  })
  for (const { legend, unit } of queries)
    if (unit !== undefined) builder.overrideByName(legend, [{ id: 'unit', value: unit }])
  return builder
}

/** What each kind of panel has of its own. */
export const BUILDERS = {
  timeseries: lines,
  stat: numbers,
  table: cells,
  bargauge: bars,
  heatmap: buckets,
} as const satisfies Readonly<Record<PanelSpec['kind'], (panel: PanelSpec) => object>>
