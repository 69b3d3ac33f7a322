import type { Nanos } from '../observe/nanos.ts'
import type { PulledReport } from '../observe/pulled-message.ts'
import { keyOf } from '../timeline/boundary.ts'
import type { Standing } from '../timeline/startup.ts'
import { parseImage, type ImageReference } from './image-reference.ts'

/** A `Pulled` Event: an image was there, or was brought. */
export type PullSample = Place &
  (
    | { readonly is: 'cached' | 'untimed' }
    | {
        readonly is: 'pulled'
        /** Download and unpacking, without the wait in the node's queue; both to the millisecond. */
        readonly transfer: Nanos
        readonly wait: Nanos
        /** Bytes of the image, and not of what was moved: layers that were there are not downloaded. */
        readonly size?: bigint
      }
  )

interface Place {
  readonly image: ImageReference
  readonly node: string
  /** When it was told. */
  readonly at: Nanos
}

/** An image was on a node, at this time at the latest. */
export type ImageUse = Place

/** @returns none of a pod without a node */
export function pullsOf({ view }: Standing): readonly PullSample[] {
  const { node } = view
  if (node === undefined) return []
  return view.containers.flatMap(({ spec, events }) => {
    if (spec.image === undefined) return []
    const image = parseImage(spec.image)
    return events.flatMap(({ fact, arrival }): PullSample[] =>
      fact.meaning.is === 'pulled'
        ? [{ image, node, at: fact.exact ?? fact.first ?? arrival.at, ...howPulled(fact.meaning.report) }]
        : [],
    )
  })
}

function howPulled(report: PulledReport | undefined) {
  if (report === undefined) return { is: 'untimed' } as const
  if (report.kind === 'cached') return { is: 'cached' } as const
  const { transfer, total, imageSize } = report
  return {
    is: 'pulled',
    transfer,
    wait: (total > transfer ? total - transfer : 0n) as Nanos,
    ...(imageSize === undefined ? {} : { size: imageSize }),
  } as const
}

/** What a startup shows to have been on its node, also where its Events are gone. */
export function usesOf(standing: Standing): readonly ImageUse[] {
  const { view, boundaries } = standing
  const { node } = view
  if (node === undefined) return []
  const started = view.containers.flatMap(({ spec }): ImageUse[] => {
    const at = boundaries.get(keyOf('started', spec.name))?.latest
    return at === undefined || spec.image === undefined ? [] : [{ image: parseImage(spec.image), node, at }]
  })
  return [...pullsOf(standing).map(({ image, at }) => ({ image, node, at })), ...started]
}
