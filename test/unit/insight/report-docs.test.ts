import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { COLUMNS } from '../../../src/cli/report-csv.ts'
import { reportHelp, reportOptions } from '../../../src/cli/report-options.ts'
import { RULES, VERDICTS } from '../../../src/insight/confidence.ts'
import { LEAST } from '../../../src/insight/percentiles.ts'
import { STATES } from '../../../src/insight/report.ts'
import { PACE, PLAUSIBLE_RATE, SET_ASIDE } from '../../../src/insight/set-aside.ts'
import { GROUPINGS } from '../../../src/insight/stage-table.ts'
import { LEFT_OUT } from '../../../src/insight/startup-counts.ts'

const docs = readFileSync(new URL('../../../docs/report.md', import.meta.url), 'utf8')
const plain = docs.replaceAll(/\s+/g, ' ')
const quoted = new Set([...docs.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name ?? ''))

const NAMES: Readonly<Record<string, readonly string[]>> = {
  flag: reportOptions().flatMap(({ long }) => (typeof long === 'string' && long !== '--all-namespaces' ? [long] : [])),
  grouping: GROUPINGS,
  verdict: VERDICTS,
  state: STATES,
  'reason to leave out': Object.keys(LEFT_OUT),
  'reason to set aside': Object.keys(SET_ASIDE),
  'column of the CSV': COLUMNS,
}

/** Sentences of the docs, with the numbers that the code has. */
const NUMBERS: readonly string[] = [
  `from ${LEAST.p90} on, else`,
  `from ${LEAST.p99} on, else`,
  `more than ${PLAUSIBLE_RATE / 1e9} GB/s, or more than ${PACE} times as fast`,
  `${RULES.ratio} times or more, the lower bound ${RULES.lowerBound} or more, and a chance of ${RULES.sure} at most`,
  `(\`sure\`), or of ${RULES.verySure} (\`very sure\`)`,
  `smaller by ${RULES.colder} or more`,
  `${RULES.ratio} times or more, with a chance of ${RULES.perhaps} at most`,
  `the upper bound is below ${RULES.ratio}`,
  `fewer than ${RULES.leastHere} there or ${RULES.leastElsewhere} elsewhere`,
  ...Object.values(LEFT_OUT),
  ...Object.values(SET_ASIDE),
]

describe('docs/report.md', () => {
  for (const [kind, names] of Object.entries(NAMES)) {
    it(`tells of every ${kind} in the code`, () => {
      expect(names.filter((name) => !quoted.has(name))).to.deep.equal([])
    })
  }
  for (const sentence of NUMBERS) {
    it(`says: ${sentence}`, () => {
      expect(plain).to.include(sentence)
    })
  }
  it('tells of every field of the JSON', () => {
    const json = readFileSync(new URL('../../component/report-expected/by-registry-json.txt', import.meta.url), 'utf8')
    const fields = new Set([...json.matchAll(/"(\w+)": /g)].map(([, name]) => name ?? ''))
    expect([...fields].filter((name) => !quoted.has(name))).to.deep.equal([])
  })
  it('has the examples of the help', () => {
    const examples = [...reportHelp('podstart').matchAll(/^ {2}(podstart report.*)$/gm)].map(([, line]) => line)
    expect(examples.filter((line) => !docs.includes(`${line}\n`))).to.deep.equal([])
    expect(examples).to.have.length(6)
  })
})
