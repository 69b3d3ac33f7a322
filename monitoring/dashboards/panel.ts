/** What a panel asks Prometheus. */
export interface Query {
  readonly expr: string
  /** Of each series, such as `{{node}} p95`; of a table, the name of the column. */
  readonly legend: string
  /** Of this column, where it is not the panel's. */
  readonly unit?: string
  /** Shows the exemplars of the series that `expr` names: those of a recorded one are lost. */
  readonly exemplars?: true
}

/** A panel as data; `build.ts` makes what Grafana reads. */
export interface PanelSpec {
  readonly kind: 'timeseries' | 'stat' | 'table' | 'bargauge' | 'heatmap'
  readonly title: string
  /** What it shows, and what to do about it. */
  readonly description: string
  readonly unit: Unit
  readonly queries: readonly Query[]
  /** Of 24 columns. */
  readonly width: number
  readonly stacked?: true
  /** Values may be below 0. */
  readonly signed?: true
  /** From here on it is orange, and red. */
  readonly limits?: readonly [orange: number, red: number]
  readonly links?: readonly PanelLink[]
}

/** As Grafana names them. */
export type Unit = 's' | 'short' | 'decbytes' | 'percentunit' | 'none' | 'dateTimeFromNow' | 'bool_on_off'

export interface PanelLink {
  readonly title: string
  readonly url: string
}

export interface Row {
  readonly title: string
  readonly panels: readonly PanelSpec[]
}

/** A choice at the top of the dashboard: the values of a label. */
export interface Choice {
  readonly label: string
  readonly of: string
}

export interface DashboardSpec {
  /** Of the file, and in Grafana's addresses. */
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly choices: readonly Choice[]
  readonly rows: readonly Row[]
}
