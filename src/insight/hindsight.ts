import { clip, oneLine } from '../observe/clip.ts'
import { minus, seconds, type Nanos } from '../observe/nanos.ts'
import { formatTimestamp } from '../observe/timestamp.ts'
import type { ContainerView } from '../timeline/pod-view.ts'
import { ruleOf } from '../timeline/reasons.ts'
import type { Standing } from '../timeline/startup.ts'
import { forgottenReady } from '../timeline/was-ready.ts'

/**
 * What a pod that was first seen late does not tell any more, in sentences: what the picture of its startup lacks, and
 * what became of the pod after its startup.
 *
 * @param hasEvents they could be read
 */
export function hindsight(standing: Standing, hasEvents = true): readonly string[] {
  const { view, start } = standing
  if (view.arrival.how !== 'listed') return []
  const restarted = view.containers.filter((one) => restartsOf(one) > 0)
  return [
    ...(view.events.length === 0 ? [noEvents(hasEvents, minus(view.arrival.at, start.at))] : []),
    ...restarted.map(
      (one) => `container ${one.spec.name} was restarted ${times(restartsOf(one))} since it was created`,
    ),
    ...sinceReady(standing),
    ...(restarted.length > 0 && isReady(view)
      ? ['it has been ready since the latest change to Ready; it may have been before']
      : []),
  ]
}

/** The API server keeps them so long, by default. */
const LIFE_OF_EVENTS = seconds(3_600)

function noEvents(hasEvents: boolean, age: Nanos): string {
  const why = age > LIFE_OF_EVENTS ? 'its Events are gone (they are kept for 1 h)' : 'there are no Events about it'
  return `${hasEvents ? why : 'its Events could not be read'}: the times are those of its status, to the second`
}

const restartsOf = ({ statuses }: ContainerView): number => Math.max(0, ...statuses.map(({ fact }) => fact.restarts))
const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
const isReady = ({ conditions }: Standing['view']): boolean =>
  conditions.some(({ fact }) => fact.type === 'Ready' && fact.status === 'True')

/** What befell a pod that had been ready is none of its startup. */
function sinceReady({ view, outcome }: Standing): readonly string[] {
  if (outcome === 'completed') return []
  const { fact } = forgottenReady(view) ?? {}
  if (outcome !== 'ready') return fact === undefined ? [] : ['it was ready before: what is shown is the time until now']
  const since = fact?.since === undefined ? '' : ` since ${formatTimestamp(fact.since)}`
  const failed = view.phases.find((one) => one.fact.phase === 'Failed')?.fact
  return [
    ...(fact === undefined
      ? []
      : [fact.status === 'True' ? `it has been ready again${since}` : `not ready any more${since}`]),
    ...(failed === undefined ? [] : [`it failed after it had been ready${because(failed.reason, failed.message)}`]),
    ...(view.deletions.length === 0 ? [] : ['it is being deleted']),
    ...view.containers.flatMap(waitsNow),
  ]
}

function waitsNow({ spec, statuses }: ContainerView): readonly string[] {
  const now = statuses.at(-1)?.fact
  if (now?.state !== 'waiting' || now.reason === undefined || ruleOf(now.reason).weight === 0) return []
  return [`container ${spec.name} waits now${because(now.reason, now.message)}`]
}

const because = (...words: readonly (string | undefined)[]): string =>
  words.flatMap((word) => (word === undefined || word === '' ? [] : [`: ${clip(oneLine(word), LIMIT)}`])).join('')

const LIMIT = 200
