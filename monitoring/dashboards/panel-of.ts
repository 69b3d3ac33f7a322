import {
  DashboardLinkBuilder,
  DashboardLinkType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import { STEP } from '../rules/rules-file.ts'
import { BUILDERS } from './panel-builders.ts'
import type { PanelLink, PanelSpec } from './panel.ts'
import { PROMETHEUS, queriesOf } from './queries.ts'

/** In units of the grid. */
const HEIGHT = { stat: 4, timeseries: 8, heatmap: 8, bargauge: 8, table: 8 } as const

const linkOf = ({ title, url }: PanelLink): DashboardLinkBuilder =>
  new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url).targetBlank(true)

const limitsOf = ([orange, red]: readonly [number, number]): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    { value: null, color: 'green' },
    { value: orange, color: 'orange' },
    { value: red, color: 'red' },
  ])

const NO_LIMITS = new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([{ value: null, color: 'blue' }])

export function panelOf(spec: PanelSpec, id: number): Builder<Panel> {
  const { kind, title, description, unit, width, limits, links = [] } = spec
  const builder = BUILDERS[kind](spec)
    .id(id)
    .title(title)
    .description(description)
    .datasource(PROMETHEUS)
    .unit(unit)
    .interval(STEP)
    .span(width)
    .height(HEIGHT[kind])
    .thresholds(limits === undefined ? NO_LIMITS : limitsOf(limits))
  for (const query of queriesOf(spec)) builder.withTarget(query)
  return links.length === 0 ? builder : builder.dataLinks(links.map(linkOf))
}
