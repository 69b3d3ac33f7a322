import type { Nanos } from '../observe/nanos.ts'
import type { ContainerView } from '../timeline/pod-view.ts'

/**
 * How often the pull of a container's image failed, by the Events that came after `since`. A retry repeats its Event with
 * a higher count, or has one of its own where the error reads otherwise.
 */
export function failedPulls({ events }: ContainerView, since: Nanos | undefined): number {
  const failures = events.filter(({ fact: { meaning } }) => meaning.is === 'problem' && meaning.isFailedPull === true)
  const byEvent = Map.groupBy(failures, ({ fact }) => fact.id)
  const highest = (all: typeof failures): number => Math.max(0, ...all.map(({ fact }) => fact.count))
  return [...byEvent.values()]
    .map((all) => {
      const before = all.filter(({ arrival }) => since !== undefined && arrival.at <= since)
      return Math.max(0, highest(all) - highest(before))
    })
    .reduce((a, b) => a + b, 0)
}
