import { failedPulls } from '../insight/failed-pulls.ts'
import { parseImage, type ImageReference } from '../insight/image-reference.ts'
import { pullsOf, type PullSample } from '../insight/pull-sample.ts'
import type { Brought } from '../insight/set-aside.ts'
import type { Nanos } from '../observe/nanos.ts'
import type { Startup } from '../timeline/startup.ts'
import type { Measurement } from './measurements.ts'

/** What became of a pull. A closed list; the docs are checked against it. */
export const PULL_RESULTS = ['pulled', 'present', 'cached', 'failed'] as const
type PullResult = (typeof PULL_RESULTS)[number]

/** @param movedNothing asked once about each pull, in order of time */
export function pullMeasurements(startup: Startup, movedNothing: (pull: Brought) => boolean): readonly Measurement[] {
  const news = sinceItsStart(startup)
  const pulls = pullsOf(news).toSorted((a, b) => (a.at < b.at ? -1 : 1))
  return [...failures(startup), ...pulls.flatMap((pull) => ofPull(pull, movedNothing))]
}

/** Of a startup that goes on after it was stuck, what Events have told since. */
function sinceItsStart(startup: Startup): Startup {
  if (!startup.resumed) return startup
  const { view, start } = startup
  const containers = view.containers.map((one) => ({
    ...one,
    events: one.events.filter(({ arrival }) => arrival.at > start.at),
  }))
  return { ...startup, view: { ...view, containers } }
}

function failures({ view, resumed, start }: Startup): readonly Measurement[] {
  const { node } = view
  if (node === undefined) return []
  return view.containers.flatMap((container) => {
    const by = failedPulls(container, resumed ? start.at : undefined)
    const { image } = container.spec
    return by === 0 || image === undefined ? [] : [counted(node, parseImage(image), 'failed', by)]
  })
}

function ofPull(pull: PullSample, movedNothing: (pull: Brought) => boolean): readonly Measurement[] {
  const { node, image } = pull
  // An Event in words that nobody knows tells of a pull all the same.
  if (pull.is !== 'pulled') return [counted(node, image, pull.is === 'cached' ? 'cached' : 'pulled')]
  const result = movedNothing(pull) ? 'present' : 'pulled'
  const where = labelsOf(node, image)
  const wait = { observe: 'podstart_image_pull_wait_seconds', labels: where, value: secondsOf(pull.wait) } as const
  return [counted(node, image, result), wait, ...(result === 'pulled' ? moved(pull, where) : [])]
}

function moved({ image, transfer, size }: Brought, where: ReturnType<typeof labelsOf>): readonly Measurement[] {
  const { registry, repository } = image
  const time = { observe: 'podstart_image_pull_transfer_seconds', labels: where, value: secondsOf(transfer) } as const
  if (size === undefined) return [time]
  return [time, { observe: 'podstart_image_pull_size_bytes', labels: { registry, repository }, value: Number(size) }]
}

const counted = (node: string, image: ImageReference, result: PullResult, by = 1): Measurement => ({
  count: 'podstart_image_pulls_total',
  labels: { ...labelsOf(node, image), result },
  by,
})

const labelsOf = (node: string, { registry, repository }: ImageReference) => ({ node, registry, repository })

const secondsOf = (length: Nanos): number => Number(length) / 1e9
