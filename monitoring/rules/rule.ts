/** One series that Prometheus keeps beside what it scrapes. */
export interface Recording {
  readonly record: string
  readonly expr: string
}

export interface Alert {
  readonly alert: string
  readonly expr: string
  /** So long it must hold. */
  readonly for: string
  /** `critical`: podstart does not do its work; `warning`: somebody should look today. */
  readonly severity: 'critical' | 'warning'
  /** One line with names and values: what is wrong. */
  readonly summary: string
  /** What to do first. */
  readonly description: string
}

export interface Group {
  readonly name: string
  readonly interval?: string
  readonly rules: readonly (Recording | Alert)[]
}
