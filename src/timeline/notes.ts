import { millis, minus, type Nanos } from '../observe/nanos.ts'
import type { Arrival } from '../observe/observation.ts'
import { offsetOf } from './clocks.ts'
import type { PodView } from './pod-view.ts'
import { toldBy, type Problem } from './problem.ts'
import { ruleOf } from './reasons.ts'
import type { Resolution } from './resolution.ts'

/** Something to be shown at its moment, on the exporter's clock. */
export interface Note extends Problem {
  readonly at: Nanos
  /** A step of the walk that every pod takes: nothing is wrong. */
  readonly isMilestone?: true
}

/** What is remarkable in a startup, in order of time. */
export function notesOf({ view, problems, offsets }: Resolution): readonly Note[] {
  const telling = problems.filter(({ reason }) => ruleOf(reason).weight > 0)
  const sorted = withoutEchoes([...milestonesOf(view), ...telling, ...remarksOf(view)])
    .map((one) => ({
      ...one,
      at: one.told === undefined ? one.seenAt : minus(one.told.at, offsetOf(offsets, one.told.clock).use),
    }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  return sorted.filter((note, i) => {
    const before = sorted.slice(0, i).findLast((one) => isSameNote(one, note))
    return before === undefined || note.at - before.at > TOGETHER
  })
}

/** The kubelet tells of one failure by up to three Events at once. */
const TOGETHER = millis(100)
const isSameNote = (a: Problem, b: Problem): boolean => a.reason === b.reason && a.container === b.container

/** What Events tell, statuses and conditions repeat later. */
function withoutEchoes(problems: readonly Omit<Note, 'at'>[]): readonly Omit<Note, 'at'>[] {
  const told = problems.filter(({ byEvent }) => byEvent === true)
  return problems.filter((one) => one.byEvent === true || !told.some((event) => isSameNote(event, one)))
}

/** Events that tell of no problem and no stage, and those that no row of the texts knows: shown as they are. */
const remarksOf = (view: PodView): readonly Problem[] =>
  view.events.flatMap((seen) => {
    const { meaning, reason, message, container } = seen.fact
    if (meaning.is !== 'remark' && meaning.is !== 'unknown') return []
    return [
      {
        reason,
        message,
        seenAt: seen.arrival.at,
        ...(container === undefined ? {} : { container }),
        ...toldBy(seen.fact),
      },
    ]
  })

/** The walk of a pod that nothing holds up, as far as only its status tells it: each word when it was first seen. */
function milestonesOf(view: PodView): readonly Omit<Note, 'at'>[] {
  const initialized = view.conditions.find(({ fact }) => fact.type === 'Initialized' && fact.status === 'True')
  const waiting = view.containers.flatMap(({ statuses }) => statuses).filter(({ fact }) => fact.state === 'waiting')
  const words = ['ContainerCreating', 'PodInitializing'].flatMap((reason) => {
    const times = waiting.filter(({ fact }) => fact.reason === reason).map(({ arrival }) => arrival)
    const first = times.reduce<Arrival | undefined>((a, b) => (a === undefined || b.at < a.at ? b : a), undefined)
    return first === undefined ? [] : [{ reason, arrival: first }]
  })
  return [
    ...words,
    ...(initialized === undefined ? [] : [{ reason: 'Initialized', arrival: initialized.arrival }]),
  ].map(({ reason, arrival }) => ({ reason, seenAt: arrival.at, byEvent: true }))
}
