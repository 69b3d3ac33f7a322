import type { Nanos } from '../observe/nanos.ts'
import { OUTCOMES, type State } from '../timeline/verdict.ts'
import type { Standing } from '../timeline/startup.ts'
import { criticalPath, labelOf } from './critical-path.ts'
import { pullsOf, usesOf } from './pull-sample.ts'
import { pullTable, type PullTable } from './pull-table.ts'
import { stageSamplesOf } from './stage-sample.ts'
import { stageTable, type Grouping, type StageRow } from './stage-table.ts'
import { isMeasured, isWithoutEvents, LEFT_OUT, whyLeftOut, type WhyLeftOut } from './startup-counts.ts'

/** All states that a startup can be in, those first that say most. */
export const STATES: readonly State[] = ['ready', 'completed', 'starting', ...OUTCOMES.filter(isOther)]

function isOther(outcome: State): boolean {
  return outcome !== 'ready' && outcome !== 'completed'
}

export interface StartupCounts {
  readonly total: number
  readonly states: Readonly<Record<State, number>>
  /** Of those that are in the percentiles, so many have no Events. */
  readonly measured: number
  readonly withoutEvents: number
  readonly leftOut: Readonly<Record<WhyLeftOut, number>>
}

/** What stands in the way of a pod. */
export interface Trouble {
  readonly pod: string
  readonly state: State
  readonly reason?: string
}

/** A part of the time from creation to ready. */
export interface PathPart {
  readonly stage: string
  /** 0 to 1. */
  readonly share: number
}

export interface Report {
  readonly at: Nanos
  /** Only pods that were created so long before. */
  readonly since?: Nanos
  readonly by: Grouping
  /** Sentences on Events that could not be read, none where all could. */
  readonly eventsUnread: readonly string[]
  readonly startups: StartupCounts
  readonly stages: readonly StageRow[]
  /** Of all startups that got ready, the largest share first. */
  readonly path: readonly PathPart[]
  readonly pulls: PullTable
  readonly troubles: readonly Trouble[]
}

export interface ReportQuestion {
  readonly at: Nanos
  readonly since?: Nanos
  readonly by: Grouping
  readonly eventsUnread?: readonly string[]
}

/** @param standings also of pods that are too old: what they show to be on a node is of use */
export function reportOf(standings: readonly Standing[], question: ReportQuestion): Report {
  const asked = standings.filter((one) => isAsked(one, question))
  const measured = asked.filter(isMeasured)
  return {
    eventsUnread: [],
    ...question,
    startups: countsOf(asked, measured),
    stages: stageTable(measured.flatMap(stageSamplesOf), question.by),
    path: pathOf(measured.filter(({ outcome }) => outcome === 'ready')),
    pulls: pullTable(asked.flatMap(pullsOf), standings.flatMap(usesOf), question.by),
    troubles: asked.filter(({ outcome }) => isTrouble(outcome)).map(troubleOf),
  }
}

const isAsked = ({ view }: Standing, { at, since }: ReportQuestion): boolean =>
  since === undefined || view.pod.createdAt >= at - since

function countsOf(asked: readonly Standing[], measured: readonly Standing[]): StartupCounts {
  const count = (is: (one: Standing) => boolean): number => asked.filter(is).length
  return {
    total: asked.length,
    states: byName(STATES, (state) => count(({ outcome }) => outcome === state)),
    measured: measured.length,
    withoutEvents: measured.filter(isWithoutEvents).length,
    leftOut: byName(Object.keys(LEFT_OUT) as WhyLeftOut[], (why) => count((one) => whyLeftOut(one) === why)),
  }
}

const byName = <K extends string>(names: readonly K[], of: (name: K) => number) =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<K, number>

function pathOf(ready: readonly Standing[]): readonly PathPart[] {
  const spent = new Map<string, bigint>()
  for (const standing of ready) {
    const stages = new Map(standing.stages.map((stage) => [labelOf(stage), stage.names.join('+')]))
    for (const { label, duration } of criticalPath(standing)) {
      const stage = stages.get(label) ?? label
      spent.set(stage, (spent.get(stage) ?? 0n) + duration)
    }
  }
  const total = [...spent.values()].reduce((a, b) => a + b, 0n)
  return [...spent]
    .map(([stage, duration]) => ({ stage, share: Number(duration) / Number(total) }))
    .sort((a, b) => b.share - a.share || (a.stage < b.stage ? -1 : 1))
}

const TROUBLES: readonly State[] = ['stuck', 'crashed', 'failed']
const isTrouble = (state: State): boolean => TROUBLES.includes(state)

const troubleOf = ({ view, outcome, blame }: Standing): Trouble => ({
  pod: `${view.pod.namespace}/${view.pod.name}`,
  state: outcome,
  ...(blame?.reason === undefined ? {} : { reason: blame.reason }),
})
