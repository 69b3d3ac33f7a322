import { minus } from '../../observe/nanos.ts'
import type { Luck } from '../chance.ts'
import { aboutContainer } from '../events/recorder.ts'
import { latency } from '../latencies.ts'
import type { Container, Pod } from '../pod.ts'
import { createTurns, sleep, type Steps, type Turns } from '../steps.ts'
import { cutToMillis, goDuration } from '../times.ts'
import { createBackOff, type BackOff } from './back-off.ts'
import type { WaitingReason } from './container-statuses.ts'
import { imageNameProblem, type Image } from './images.ts'
import type { NodeParts } from './node-parts.ts'
import type { Answer } from './runtime.ts'

export type Ensured = { readonly ok: true; readonly image: Image } | { readonly ok: false; readonly why: WaitingReason }

/** Sees to it that an image is on the node; one pull after another. Source: kubelet images/image_manager.go. */
export interface ImagePuller {
  ensure(pod: Pod, container: Container, luck: Luck): Steps<Ensured>
  forget(uid: string): void
}

export const createImagePuller = (parts: NodeParts): ImagePuller => new Puller(parts)

class Puller implements ImagePuller {
  readonly #parts: NodeParts
  readonly #turns: Turns
  readonly #backOff: BackOff = createBackOff()
  readonly #lastErrors = new Map<string, string>()

  constructor(parts: NodeParts) {
    this.#parts = parts
    this.#turns = createTurns(parts.clock)
  }

  *ensure(pod: Pod, container: Container, luck: Luck): Steps<Ensured> {
    const { image: name, imagePullPolicy = 'IfNotPresent' } = container
    const { images, clock, behaviour } = this.#parts
    const problem = imageNameProblem(name)
    if (problem !== undefined) {
      const message = `Failed to apply default image tag "${name}": couldn't parse image name "${name}": ${problem}`
      this.#say(pod, container, 'Warning', 'InspectFailed', message)
      return refused('InvalidImageName', message)
    }
    const present = images.find(name)
    if (present !== undefined && imagePullPolicy !== 'Always') {
      this.#say(pod, container, 'Normal', 'Pulled', behaviour.cached(name))
      return { ok: true, image: present }
    }
    if (imagePullPolicy === 'Never') {
      const message = `Container image "${name}" is not present with pull policy of Never`
      this.#say(pod, container, 'Warning', 'ErrImageNeverPull', message)
      return refused('ErrImageNeverPull', message)
    }
    const key = keyOf(pod, container)
    if (this.#backOff.isWaitingSinceLast(key, clock.now())) {
      const message = `Back-off pulling image "${name}"`
      this.#say(pod, container, 'Normal', 'BackOff', message)
      return refused('ImagePullBackOff', `${message}: ErrImagePull: ${this.#lastErrors.get(key) ?? ''}`)
    }
    return yield* this.#pull(pod, container, luck)
  }

  forget(uid: string): void {
    this.#backOff.forget(uid)
    for (const key of this.#lastErrors.keys()) if (key.startsWith(uid)) this.#lastErrors.delete(key)
  }

  *#pull(pod: Pod, container: Container, luck: Luck): Steps<Ensured> {
    const { image: name } = container
    const { clock, images, runtime, node } = this.#parts
    this.#say(pod, container, 'Normal', 'Pulling', `Pulling image "${name}"`)
    const asked = clock.now()
    yield* sleep(clock, latency(luck, 'step', 0, node.slowness))
    yield* this.#turns.take()
    const begun = clock.now()
    let answer: Answer<Image>
    try {
      answer = yield* runtime.during(pod, 'PullImage', () => images.pull(name, luck), container.name)
    } finally {
      this.#turns.give()
    }
    yield* sleep(clock, latency(luck, 'step', 0, node.slowness))
    if (!answer.ok) {
      this.#say(pod, container, 'Warning', 'Failed', `Failed to pull image "${name}": ${answer.message}`)
      this.#backOff.next(keyOf(pod, container), clock.now(), clock.now())
      this.#lastErrors.set(keyOf(pod, container), answer.message)
      return refused('ErrImagePull', answer.message)
    }
    const took = goDuration(cutToMillis(minus(clock.now(), begun)))
    const waited = goDuration(cutToMillis(minus(clock.now(), asked)))
    const size = `Image size: ${answer.value.bytes} bytes.`
    const message = `Successfully pulled image "${name}" in ${took} (${waited} including waiting). ${size}`
    this.#say(pod, container, 'Normal', 'Pulled', message)
    return { ok: true, image: answer.value }
  }

  #say(pod: Pod, container: Container, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#parts.recorder.record({ about: aboutContainer(pod, container), type, reason, message })
  }
}

const refused = (reason: string, message: string): Ensured => ({ ok: false, why: { reason, message } })

const keyOf = ({ metadata }: Pod, { image }: Container): string => `${metadata.uid}_${image}`
