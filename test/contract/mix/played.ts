import { text } from '../../../src/observe/json.ts'
import type { PodUid } from '../../../src/observe/observation.ts'
import { play } from '../../../src/simcluster/play.ts'
import { measureStartups, type Measured } from '../../accuracy/measure.ts'
import { truthsOf } from '../../accuracy/truth.ts'
import { mixOf, type MixedPod } from '../mix.ts'
import { judgeMix, type Judged } from './judge.ts'

export interface PlayedMix extends Judged {
  readonly pods: readonly MixedPod[]
  /** Every boundary against the simulated cluster's truth. */
  readonly measured: readonly Measured[]
}

/** A mix, played as fast as it goes, and judged. */
export function playMix(seed: number, count: number): PlayedMix {
  const { world, happenings, length, pods } = mixOf(seed, count)
  const { lines, truth } = play({ world, happenings, seed, length, stamp: true })
  const judged = judgeMix(pods, lines)
  const ofPod = Map.groupBy(lines, ({ object }) => uidOf(object))
  const truths = new Map(
    truth.map(({ uid, spans }) => [uid as PodUid, truthsOf(uid, spans, ofPod.get(uid) ?? [])] as const),
  )
  return { ...judged, pods, measured: measureStartups('mix', judged.startups, truths) }
}

/** Of a pod, or of the pod that an Event is about. */
const uidOf = (object: unknown): string =>
  text(object, 'involvedObject', 'uid') ?? text(object, 'metadata', 'uid') ?? ''
