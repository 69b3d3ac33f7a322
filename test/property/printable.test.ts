import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { readEnvironment } from '../../src/cli/config.ts'
import { createJsonFormat, createTextFormat } from '../../src/cli/live-format.ts'
import { painterFor } from '../../src/cli/painter.ts'
import { jsonOf as traceJson, pictureOf } from '../../src/cli/pod-picture.ts'
import { csvOf } from '../../src/cli/report-csv.ts'
import { jsonOf as reportJson } from '../../src/cli/report-json.ts'
import { tableOf } from '../../src/cli/report-table.ts'
import { reportOf, type Report } from '../../src/insight/report.ts'
import { GROUPINGS } from '../../src/insight/stage-table.ts'
import { standingOf } from '../../src/timeline/standing.ts'
import type { Standing } from '../../src/timeline/startup.ts'
import { SETTLE_RULES } from '../../src/timeline/verdict.ts'
import { readSettings } from '../../src/cli/settings/read-settings.ts'
import { timelineOf } from '../support/facts.ts'
import { at, running, story, waiting } from '../support/story.ts'
import { RUNS } from './runs.ts'

const BAD = [
  '\u001b[31m',
  '\u001b]0;x\u0007',
  '\u009b2J',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u{e0041}',
  '\n',
  '\r',
  '\u2028',
]
const NOT_SHOWN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/** What somebody may write who means ill. */
const written = fc.string({
  unit: fc.oneof(fc.constantFrom(...BAD), fc.string({ unit: 'binary', minLength: 1, maxLength: 2 })),
  minLength: 1,
  maxLength: 6,
})
/** A comma or a quote would make cells hard to tell apart. */
const plainer = written.map((text) => text.replaceAll(/[,"]/g, ''))
const hostile = fc.record({
  ...{ name: written, namespace: written, node: written, kind: written, owner: written },
  ...{ container: written, image: written, reason: written, message: written },
})
type Hostile = typeof hostile extends fc.Arbitrary<infer T> ? T : never

/** A pod that has started, and one that has not. */
function standingsOf({ name, namespace, node, kind, owner, container, image, reason, message }: Hostile) {
  const of = (uid: string) =>
    story({
      uid,
      name,
      namespace,
      metadata: { ownerReferences: [{ kind, name: owner, controller: true }] },
      containers: [{ name: container, image }],
    })
      .added(5)
      .bound(20, node)
      .event(100, 'Pulling', `Pulling image "${image}"`, { container })
  const ready = of('11111111-2222-4333-8444-555555555555')
    .event(
      150,
      'Pulled',
      `Successfully pulled image "${image}" in 50ms (50ms including waiting). Image size: 7 bytes.`,
      {
        container,
      },
    )
    .ready(300, [running(container, 170)])
  const held = of('21111111-2222-4333-8444-555555555555')
    .event(150, reason, message, { container, type: 'Warning' })
    .status(200, { containerStatuses: [waiting(container, reason, { message })] })
  return [ready, held].map((one) => standingOf(timelineOf(one), at(5_000), SETTLE_RULES) as Standing)
}

const environment = readEnvironment({})
const paint = painterFor('never', environment, new PassThrough())
const style = { paint, width: 100 }
const loaded = await readSettings({}, environment)
if (!loaded.ok) throw new Error(loaded.problems.join())
const { settings } = loaded
const spans = { mode: 'link' } as const
const reports = (standings: readonly Standing[]): readonly Report[] =>
  GROUPINGS.map((by) => reportOf(standings, { at: at(5_000), by }))

const TEXTS: Readonly<Record<string, (standings: readonly Standing[], message: string) => readonly string[]>> = {
  'tables of a report': (standings) => reports(standings).map((one) => tableOf(one, { paint, isWide: true })),
  'CSV of a report': (standings) => reports(standings).map(csvOf),
  'lines of a watch': (standings) =>
    standings.flatMap((standing) =>
      (['starting', 'waiting', 'ready', 'crashed'] as const).map((is) =>
        createTextFormat(paint, 100)({ is, at: at(5_000), standing }),
      ),
    ),
  'a trace': (standings, message) =>
    standings.flatMap((standing) => pictureOf(standing, { spans, style, notes: [message], hasEvents: true })),
}

const JSONS: Readonly<Record<string, (standings: readonly Standing[]) => readonly string[]>> = {
  'a report': (standings) => reports(standings).map(reportJson),
  'a watch': (standings) =>
    standings.map((standing) => createJsonFormat('link')({ is: 'waiting', at: at(5_000), standing })),
  'a trace': (standings) => standings.map((standing) => traceJson(standing, spans, settings, environment)),
}

describe('names and messages that mean ill', () => {
  for (const [what, textsOf] of Object.entries(TEXTS)) {
    it(`reach no terminal in ${what}`, () => {
      fc.assert(
        fc.property(hostile, (one) => {
          const lines = textsOf(standingsOf(one), one.message).flatMap((text) => text.split('\n'))
          expect(lines.filter((line) => NOT_SHOWN.test(line))).to.deep.equal([])
        }),
        { numRuns: RUNS * 4 },
      )
    })
  }
  for (const [what, jsonsOf] of Object.entries(JSONS)) {
    it(`are escapes in the JSON of ${what}, which is JSON`, () => {
      fc.assert(
        fc.property(hostile, (one) => {
          const jsons = jsonsOf(standingsOf(one))
          expect(jsons.filter((json) => NOT_SHOWN.test(json.replaceAll('\n', '')))).to.deep.equal([])
          for (const json of jsons) expect(JSON.parse(json)).to.be.an('object')
        }),
        { numRuns: RUNS * 4 },
      )
    })
  }
  it('make no cell of the CSV a formula', () => {
    fc.assert(
      fc.property(hostile, plainer, fc.constantFrom('=', '+', '-', '@'), (one, rest, sign) => {
        const [owner, node] = [`${sign}${rest}`, `${sign}${rest}`]
        const text = csvOf(reportOf(standingsOf({ ...one, owner, node }), { at: at(5_000), by: 'workload' }))
        expect(text.split('\n').filter((line) => /(^|,)[=+@-]/.test(line))).to.deep.equal([])
      }),
      { numRuns: RUNS * 4 },
    )
  })
})
