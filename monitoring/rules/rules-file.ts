import { stringify } from 'yaml'
import { podstartAlerts } from './alerts-podstart.ts'
import { startupAlerts } from './alerts-startups.ts'
import { nodes, registries, revisions, startups } from './derived.ts'
import { increases } from './increases.ts'
import type { Alert, Group, Recording } from './rule.ts'

export const ALERTS: readonly Alert[] = [...startupAlerts, ...podstartAlerts]

/** Between two evaluations, and so the finest that the dashboards can show. */
export const STEP = '1m'

/** In this order: Prometheus evaluates the rules of a group one after another, each sees those before it. */
export const recordings = (step = STEP): readonly Recording[] => [
  ...increases(step),
  ...revisions,
  ...nodes,
  ...startups,
  ...registries,
]

const groups = (step: string): readonly Group[] => [
  { name: 'podstart-recordings', interval: step, rules: recordings(step) },
  { name: 'podstart-startups', rules: startupAlerts },
  { name: 'podstart-itself', rules: podstartAlerts },
]

export const runbookOf = (alert: string): string => `docs/runbook.md#${alert.toLowerCase()}`

function written(rule: Recording | Alert): object {
  if ('record' in rule) return rule
  const { alert, expr, severity, summary, description } = rule
  const annotations = { summary, description, runbook: runbookOf(alert) }
  return { alert, expr, for: rule.for, labels: { severity }, annotations }
}

const HEAD =
  '# Made by npm run dashboards:write, from monitoring/rules. docs/runbook.md tells what to do about each alert.\n'

const specOf = (step: string) => ({
  groups: groups(step).map((group) => ({ ...group, rules: group.rules.map(written) })),
})

/** @param step tests take a shorter one */
export const rulesFile = (step = STEP): string => HEAD + stringify(specOf(step), { lineWidth: 0 })

/** The same for the Prometheus operator. */
export const rulesObject = (): string =>
  HEAD +
  stringify(
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'podstart', namespace: 'podstart' },
      spec: specOf(STEP),
    },
    { lineWidth: 0 },
  )
