import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import * as incubating from '@opentelemetry/semantic-conventions/incubating'
import { waterfall } from '../../src/cli/waterfall.ts'
import { flagOf } from '../../src/cli/settings/names.ts'
import { KEYS, settingOf } from '../../src/cli/settings/settings.ts'
import { replay } from '../../src/replay/replay.ts'
import { EXPORT_DURATION, METRICS } from '../../src/serve/metrics.ts'
import * as names from '../../src/telemetry/names.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import { SOURCES } from '../../src/timeline/boundary.ts'
import { REASONS } from '../../src/timeline/reasons.ts'
import { STAGE_NAMES } from '../../src/timeline/stage.ts'
import { OUTCOMES } from '../../src/timeline/verdict.ts'
import { SKIPPED } from '../../src/tracker/counts.ts'
import { readItems } from '../support/recordings.ts'

const text = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const docs = text('docs/spans.md')
const quoted = new Set([...docs.replaceAll(/```[^]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(([, name]) => name ?? ''))

const attributes: readonly string[] = [...Object.values(names.ATTRIBUTES), ...Object.values(names.WORKLOAD_ATTRIBUTES)]

const NAMES: Readonly<Record<string, readonly string[]>> = {
  attribute: attributes,
  stage: STAGE_NAMES,
  outcome: OUTCOMES,
  source: SOURCES,
  service: [...Object.values(names.SERVICES), `${names.ROOT_SERVICE_PREFIX}<workload>`],
  span: [names.ROOT_SPAN, names.RESUMED_SPAN, `${names.CONTAINER_SPAN} NAME`],
  'span event': [...Object.keys(REASONS), 'Initialized'],
}

describe('docs/spans.md', () => {
  for (const [kind, all] of Object.entries(NAMES)) {
    it(`tells of every ${kind} in the code`, () => {
      expect(all.filter((name) => !quoted.has(name))).to.deep.equal([])
    })
  }
  it('tells of no podstart attribute that the code does not have', () => {
    const told = [...quoted].filter((name) => /^podstart\.[a-z_.]+$/.test(name))
    expect(told.filter((name) => !attributes.includes(name))).to.deep.equal([])
  })
  const firstColumn = (heading: string): readonly string[] => {
    const [, section = ''] = docs.split(`\n## ${heading}\n`)
    const rows = section.split('\n## ')[0]?.matchAll(/^\| `([^`]+)`/gm) ?? []
    return [...rows].map(([, name]) => name ?? '').filter((name) => name !== names.ATTRIBUTES.outcome)
  }
  const TABLES: readonly (readonly [heading: string, names: readonly string[]])[] = [
    ['Outcomes', OUTCOMES],
    ['Sources', SOURCES],
    ['Spans', [names.ROOT_SPAN, names.RESUMED_SPAN, `${names.CONTAINER_SPAN} NAME`, ...STAGE_NAMES]],
  ]
  for (const [heading, all] of TABLES) {
    it(`its table of ${heading} has no name that the code does not have`, () => {
      expect(firstColumn(heading).toSorted()).to.deep.equal(all.toSorted())
    })
  }
  it('shows its example as the code draws it', () => {
    const [startup] = replay(readItems('cold-pull')).startups
    const spans = startup === undefined ? [] : spansOf(startup, { mode: 'link' })
    const drawn = waterfall(spans, { width: 100, paint: (_, part) => part })
    expect(docs).to.include(`\`\`\`text\n${drawn.join('\n')}\n\`\`\``)
  })
})

describe('attribute names', () => {
  const known = new Set<unknown>(Object.values(incubating))
  for (const name of attributes.filter((one) => !one.startsWith('podstart.'))) {
    it(`${name} is a semantic convention`, () => {
      expect(known.has(name)).to.equal(true)
    })
  }
})

describe('docs/exporter.md', () => {
  const exporter = text('docs/exporter.md')
  const names = (pattern: RegExp): readonly string[] => [...exporter.matchAll(pattern)].map(([, name]) => name ?? '')
  it('has a row for each setting, with its flag and default, and for no other', () => {
    const rows = KEYS.map((key) => {
      const { default: value = '', help } = settingOf(key)
      return `| \`${key}\`, \`${flagOf(key)}\` | ${value === '' ? '' : `\`${value}\``} | ${help} |`
    })
    expect(names(/^(\| `\w+`, `--[^\n]+)$/gm).map((row) => row.replaceAll(/ +/g, ' '))).to.deep.equal(
      rows.map((row) => row.replaceAll(/ +/g, ' ')),
    )
  })
  it('has a row for each metric, with its labels, and for no other', () => {
    const rows = Object.entries(METRICS).map(([name, { labels, help }]) => {
      return `| \`${name}\` | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`.replaceAll(/ +/g, ' ')
    })
    const told = names(/^(\| `podstart_[^\n]+)$/gm).map((row) => row.replaceAll(/ +/g, ' '))
    expect(told.filter((row) => !row.includes(EXPORT_DURATION))).to.deep.equal(rows)
    expect(told.length).to.equal(rows.length + 1)
  })
  it('tells of each kind of what is skipped', () => {
    const kinds = new Set(names(/`([a-z_]+)`/g))
    expect(SKIPPED.filter((kind) => !kinds.has(kind))).to.deep.equal([])
  })
})
