import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { STARTUP_LIMIT } from '../../../monitoring/rules/derived.ts'
import { ALERTS, recordings, runbookOf } from '../../../monitoring/rules/rules-file.ts'
import { LOSSES } from '../../../src/deliver/queue.ts'
import { REASONS } from '../../../src/timeline/reasons.ts'
import { STAGE_NAMES } from '../../../src/timeline/stage.ts'
import { REFUSALS } from '../../../src/webhook/metrics.ts'

const text = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8')
const sections = new Map(
  text
    .split('\n## ')
    .slice(1)
    .map((section) => [section.split('\n')[0] ?? '', section] as const),
)
const firstColumn = (heading: string): readonly string[] =>
  [...(sections.get(heading) ?? '').matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
    cell.split(', ').map((name) => name.replaceAll('`', '')),
  )

describe('docs/runbook.md', () => {
  it('has a section for each alert, and no other', () => {
    expect([...sections.keys()]).to.deep.equal(ALERTS.map(({ alert }) => alert))
  })
  for (const { alert } of ALERTS) {
    it(`${alert}: says what it means, what to look at, and what to do`, () => {
      expect(sections.get(alert)).to.match(/\*\*Means\*\*[^]+\*\*Look at\*\*[^]+\*\*[Dd]o\*\*/)
    })
  }
  it('is where the alerts say', () => {
    expect(ALERTS.map(({ alert }) => runbookOf(alert))).to.deep.equal(
      [...sections.keys()].map((heading) => `docs/runbook.md#${heading.toLowerCase()}`),
    )
  })
  it('refers to sections that there are', () => {
    const targets = [...text.matchAll(/\(#(\w+)\)/g)].map(([, target]) => target)
    const known = ALERTS.map(({ alert }) => alert.toLowerCase())
    expect(targets.filter((target) => target === undefined || !known.includes(target))).to.deep.equal([])
  })
  it('names stages, reasons, losses and refusals as the code does', () => {
    const stages = firstColumn('PodstartStartupsSlow')
    const reasons = firstColumn('PodstartPodsStuck')
    expect(stages.filter((name) => !STAGE_NAMES.some((one) => one === name))).to.deep.equal([])
    expect(reasons.filter((name) => !(name in REASONS))).to.deep.equal([])
    expect(firstColumn('PodstartSpansDropped')).to.deep.equal(LOSSES)
    const refusals = [...(sections.get('PodstartWebhookFailing') ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name)
    expect(refusals.filter((name) => !REFUSALS.some((one) => one === name))).to.deep.equal([])
  })
  it('has the limit of startups that the rule has', () => {
    const limit = recordings()
      .find(({ record }) => record === STARTUP_LIMIT)
      ?.expr.replace(/\D/g, '')
    expect(text).to.include(`\`${STARTUP_LIMIT}\` (${limit} s)`)
  })
})
