import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import * as incubating from '@opentelemetry/semantic-conventions/incubating'
import { SKIPS } from '../../src/admission/decide.ts'
import { waterfall } from '../../src/cli/waterfall.ts'
import { flagOf } from '../../src/cli/settings/names.ts'
import { COMMAND_KEYS, settingOf } from '../../src/cli/settings/settings.ts'
import { replay } from '../../src/replay/replay.ts'
import * as names from '../../src/telemetry/names.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import { SOURCES } from '../../src/timeline/boundary.ts'
import { REASONS } from '../../src/timeline/reasons.ts'
import { STAGE_NAMES } from '../../src/timeline/stage.ts'
import { OUTCOMES } from '../../src/timeline/verdict.ts'
import { SKIPPED } from '../../src/tracker/counts.ts'
import { REFUSALS } from '../../src/webhook/metrics.ts'
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

const squeezed = (row: string): string => row.replaceAll(/ +/g, ' ')

const COMMANDS = [
  { file: 'docs/exporter.md', keys: COMMAND_KEYS.exporter, kinds: SKIPPED },
  { file: 'docs/webhook.md', keys: COMMAND_KEYS.webhook, kinds: [...SKIPS, ...REFUSALS] },
] as const

for (const { file, keys, kinds } of COMMANDS) {
  describe(file, () => {
    const found = (pattern: RegExp): readonly string[] =>
      [...text(file).matchAll(pattern)].map(([, one]) => squeezed(one ?? ''))
    it('has a row for each setting, with its flag and default, and for no other', () => {
      const rows = keys.map((key) => {
        const { default: value = '', help } = settingOf(key)
        return `| \`${key}\`, \`${flagOf(key)}\` | ${value === '' ? '' : `\`${value}\``} | ${help} |`
      })
      expect(found(/^(\| `\w+`, `--[^\n]+)$/gm)).to.deep.equal(rows.map(squeezed))
    })
    it('tells of each kind of what is skipped', () => {
      const told = new Set(found(/`([a-z_]+)`/g))
      expect(kinds.filter((kind) => !told.has(kind))).to.deep.equal([])
    })
  })
}
