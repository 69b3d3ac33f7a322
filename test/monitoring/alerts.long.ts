import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { ALERTS, runbookOf } from '../../monitoring/rules/rules-file.ts'
import { promtool, testRules, type ExpectedAlert } from '../support/promtool.ts'
import type { AlertCase } from './alert-case.ts'
import { podstartCases } from './podstart-alert-cases.ts'
import { startupCases } from './startup-alert-cases.ts'

const RULES = fileURLToPath(new URL('../../manifests/prometheus/rules.yaml', import.meta.url))
const CASES = [...startupCases, ...podstartCases]

/** With its severity, description and runbook, which do not depend on the series. */
function whole({ alert, fires }: AlertCase): readonly ExpectedAlert[] {
  const rule = ALERTS.find((one) => one.alert === alert)
  if (fires === undefined || rule === undefined) return []
  const values: Readonly<Record<string, string>> = fires.labels
  const description = rule.description.replaceAll(
    /\{\{ \$labels\.(\w+) \}\}/g,
    (_, label: string) => values[label] ?? '',
  )
  return [
    {
      exp_labels: { ...fires.labels, severity: rule.severity },
      exp_annotations: { summary: fires.summary, description, runbook: runbookOf(alert) },
    },
  ]
}

describe('the rules', () => {
  it('are right for promtool', async () => {
    expect(await promtool(['check', 'rules', RULES])).to.equal('')
  })
  for (const { alert } of ALERTS) {
    const own = CASES.filter((one) => one.alert === alert)
    describe(alert, () => {
      for (const one of own) {
        it(`${one.fires === undefined ? 'does not fire' : 'fires'} when ${one.when}`, async () => {
          const expected = { alertname: alert, eval_time: one.at, exp_alerts: whole(one) }
          expect(await testRules(one.series, expected)).to.equal('')
        })
      }
      it('has cases of both kinds', () => {
        expect(new Set(own.map(({ fires }) => fires !== undefined))).to.deep.equal(new Set([true, false]))
      })
    })
  }
})
