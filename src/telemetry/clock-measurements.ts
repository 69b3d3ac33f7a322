import type { Nanos } from '../observe/nanos.ts'
import { EXPORTER, WEBHOOK, type Arrival, type Clock } from '../observe/observation.ts'
import { offsetOf } from '../timeline/clocks.ts'
import type { Startup } from '../timeline/startup.ts'
import type { Measurement } from './measurements.ts'

/** How far the clocks that a startup shows are ahead, and how late what they wrote came. */
export const clockMeasurements = (startup: Startup): readonly Measurement[] => [
  ...[...startup.offsets]
    .filter(([clock]) => clock !== EXPORTER)
    .map(([clock, { use }]) => ({
      set: 'podstart_clock_offset_seconds' as const,
      labels: { clock },
      value: Number(use) / 1e9,
    })),
  ...podLag(startup),
  ...startup.view.events.flatMap(({ fact, arrival }) => {
    const isNews = !startup.resumed || arrival.at > startup.start.at
    // A repeated Event has the time of its first.
    return fact.exact === undefined || fact.count > 1 || !isNews
      ? []
      : lagOf(startup, 'events', { at: fact.exact, clock: fact.clock }, arrival)
  }),
]

/** The stamp is the only exact time in a pod, and what came after it at the API server counts with it. */
function podLag(startup: Startup): readonly Measurement[] {
  const { stamp, view, resumed } = startup
  if (!stamp.trusted || resumed || view.arrival.how !== 'added') return []
  return lagOf(startup, 'pods', { at: stamp.admittedAt, clock: WEBHOOK }, view.arrival)
}

interface Written {
  readonly at: Nanos
  readonly clock: Clock
}

/** What came with a list came when it was listed. */
function lagOf(
  { offsets }: Startup,
  watch: 'pods' | 'events',
  { at, clock }: Written,
  arrival: Arrival,
): readonly Measurement[] {
  if (arrival.how === 'listed') return []
  const lag = arrival.at - at + offsetOf(offsets, clock).use
  return [{ observe: 'podstart_watch_lag_seconds', labels: { watch }, value: Math.max(0, Number(lag) / 1e9) }]
}
