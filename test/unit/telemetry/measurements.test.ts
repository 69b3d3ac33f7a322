import { expect } from 'chai'
import { describe, it } from 'mocha'
import { replay } from '../../../src/replay/replay.ts'
import { measurementsOf, type Measurement } from '../../../src/telemetry/measurements.ts'
import { ATTRIBUTES as A, CONTAINER_SPAN, RESUMED_SPAN } from '../../../src/telemetry/names.ts'
import type { SpanRecord } from '../../../src/telemetry/span-record.ts'
import { spansOf } from '../../../src/telemetry/spans.ts'
import type { Startup } from '../../../src/timeline/startup.ts'
import { readItems, recordingNames } from '../../support/recordings.ts'

/** What a startup adds to a metric, as a line. */
const lines = (startup: Startup, metric: RegExp): readonly string[] =>
  measurementsOf(startup, () => false)
    .filter((one) => metric.test(nameOf(one)))
    .map(lineOf)
    .sort()

const nameOf = (one: Measurement): string => ('observe' in one ? one.observe : 'count' in one ? one.count : one.set)
const lineOf = (one: Measurement): string =>
  `${Object.values(one.labels).join(' ')}: ${'by' in one ? `${one.by} times` : one.value}`

const secondsOf = ({ start, end }: SpanRecord): number => Number(end - start) / 1e9
const isContainer = ({ name }: SpanRecord): boolean => name.startsWith(`${CONTAINER_SPAN} `)
const place = ({ attributes }: SpanRecord): string =>
  `${String(attributes[A.namespace])} ${String(attributes[A.workload])}`

/** The stages that count, from the trace alone, by what docs/metrics.md says. */
const countedIn = ([root, ...spans]: readonly SpanRecord[]): readonly SpanRecord[] =>
  spans
    .filter((span) => !isContainer(span) && span.attributes[A.incomplete] !== true)
    .filter(({ attributes }) => attributes[A.pullCached] !== true || attributes[A.stages]?.toString() !== 'pull')
    .filter(({ name, attributes }) => !name.includes('run') || attributes[A.containerRole] === 'init')
    .filter(({ start }) => root?.name !== RESUMED_SPAN || start > root.start)

const stagesIn = (trace: readonly SpanRecord[]): readonly string[] =>
  countedIn(trace)
    .map((span) => {
      const width = Number(span.attributes[A.startUncertainty]) + Number(span.attributes[A.endUncertainty])
      return width <= 10 || width / 1_000 <= 0.2 * secondsOf(span)
        ? `${span.name} ${place(span)}: ${secondsOf(span)}`
        : `${span.name}: 1 times`
    })
    .sort()

const sumsIn = (trace: readonly SpanRecord[]): readonly string[] =>
  countedIn(trace)
    .flatMap((span) => [1, secondsOf(span)].map((by) => `${span.name} ${place(span)}: ${by} times`))
    .sort()

const wholeIn = ([root]: readonly SpanRecord[]): readonly string[] =>
  root === undefined || root.name === RESUMED_SPAN
    ? []
    : [`${place(root)} ${String(root.attributes[A.outcome])}: ${secondsOf(root)}`]

const ms = (value: unknown): number => Number(value) / 1_000

/** Pulls as the spans have them: of each container the first. */
const pullsIn = (spans: readonly SpanRecord[]): readonly (readonly [wait: number, transfer: number])[] =>
  spans
    .filter(({ attributes }) => attributes[A.pullTransfer] !== undefined)
    .map(({ attributes }) => [ms(attributes[A.pullWait]), ms(attributes[A.pullTransfer])] as const)

for (const name of recordingNames) {
  describe(`measurements of ${name}`, () => {
    const { startups } = replay(readItems(name))
    const traces = startups.map((startup) => spansOf(startup, { mode: 'link' }))

    it('have the stages as the spans do: as long, and those that are not exact', () => {
      expect(startups.map((one) => lines(one, /^podstart_stage_(duration|inexact)/))).to.deep.equal(
        traces.map(stagesIn),
      )
    })
    it('have the sums of all stages, exact or not', () => {
      expect(startups.map((one) => lines(one, /^podstart_stage(s|_seconds)_total/))).to.deep.equal(traces.map(sumsIn))
    })
    it('have the startups as long as the root spans', () => {
      expect(startups.map((one) => lines(one, /^podstart_startup_duration/))).to.deep.equal(traces.map(wholeIn))
    })
    it('have the waits and transfers of the spans', () => {
      const values = (startup: Startup, metric: string) =>
        measurementsOf(startup, () => false).flatMap((one) =>
          'observe' in one && one.observe === metric ? one.value : [],
        )
      // A pull that outlasts its startup is no part of the trace, but a pull all the same.
      const whole = startups.filter(({ stages }) => !stages.some(({ open, names }) => open && names.includes('pull')))
      const found = whole.map((one) => {
        const transfers = values(one, 'podstart_image_pull_transfer_seconds')
        return values(one, 'podstart_image_pull_wait_seconds').map((wait, i) => [wait, transfers[i]])
      })
      const inSpans = whole.map((one) => pullsIn(spansOf(one, { mode: 'link' })))
      expect(found.map((pulls) => pulls.toSorted())).to.deep.equal(inSpans.map((pulls) => pulls.toSorted()))
    })
    it('are plain data', () => {
      const all = startups.flatMap((one) => measurementsOf(one, () => false))
      expect(JSON.parse(JSON.stringify(all))).to.deep.equal(all)
    })
  })
}
