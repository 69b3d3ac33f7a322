import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { metricBounds } from '../../src/cli/metric-bounds.ts'
import { settingOf, type Key } from '../../src/cli/settings/settings.ts'
import { DEFAULTS } from '../../src/cli/settings/schema.ts'
import { EXPORTER_METRICS } from '../../src/exporter/metrics.ts'
import { OPEN_LABELS, type Definition } from '../../src/serve/metric-table.ts'
import { PULL_RESULTS } from '../../src/telemetry/pull-measurements.ts'
import { STAGE_NAMES } from '../../src/timeline/stage.ts'
import { WEBHOOK_METRICS } from '../../src/webhook/metrics.ts'

const docs = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')
const squeezed = (row: string): string => row.replaceAll(/ +/g, ' ')
const sectionOf = (heading: string): string => docs.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
const rowsIn = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, row]) => squeezed(row ?? ''))

const TABLES: readonly (readonly [heading: string, table: Readonly<Record<string, Definition>>])[] = [
  ['Exporter', EXPORTER_METRICS],
  ['Webhook', WEBHOOK_METRICS],
]

describe('docs/metrics.md', () => {
  for (const [heading, table] of TABLES) {
    it(`${heading}: has a row for each metric, with its kind and labels, and for no other`, () => {
      const rows = Object.entries(table).map(([name, { kind, labels, help }]) =>
        squeezed(`| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`),
      )
      expect(rowsIn(sectionOf(heading), /^(\| `podstart_[^\n]+)$/gm)).to.deep.equal(rows)
    })
  }
  it('names no metric that there is not', () => {
    const known = TABLES.flatMap(([, table]) => Object.keys(table))
    const named = [...docs.matchAll(/podstart_[a-z_]*[a-z]/g)].map(([name]) => name.replace(/_sum$/, ''))
    expect(named.filter((name) => !known.includes(name))).to.deep.equal([])
  })
  it('tells of each stage', () => {
    expect(STAGE_NAMES.filter((name) => !docs.includes(`\`${name}\``))).to.deep.equal([])
  })
  it('has a row for each result of a pull', () => {
    expect(rowsIn(docs, /^ {2}\| `(\w+)` \|/gm)).to.deep.equal(PULL_RESULTS)
  })
  it('has a row for each label that is bounded, with its setting and default', () => {
    const { values } = metricBounds(DEFAULTS)
    const rows = [...docs.matchAll(/^\| `(\w+)` +\| `(metric\w+)` +\| (\d+)/gm)].map(([, label, key, most]) => ({
      label,
      most: Number(most),
      default: settingOf(key as Key).default,
    }))
    const extra = { clock: DEFAULTS.metricNodes }
    expect(rows).to.deep.equal(
      OPEN_LABELS.map((label) => {
        const most = { ...values, ...extra }[label]
        return { label, most, default: String(most) }
      }),
    )
  })
})
