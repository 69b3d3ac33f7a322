import { nanos, SECOND, seconds, type Nanos } from '../../observe/nanos.ts'
import type { Luck } from '../chance.ts'
import type { Cancel } from '../clock.ts'
import { latency } from '../latencies.ts'
import { createTasks, sleep, type Steps } from '../steps.ts'
import type { NodeParts } from './node-parts.ts'
import { NOTHING_RUNS, type PodInRuntime } from './pod-in-runtime.ts'

/**
 * What the kubelet knows of the runtime: it looks once a second, and since 1.36 also when it is asked to. Between two
 * looks it knows nothing new. Source: kubelet pleg/generic.go.
 */
export interface Pleg {
  seen(uid: string): PodInRuntime
  /** Waits for a look that began after this. */
  newerThan(instant: Nanos): Steps
  lookSoon(): void
  stop: Cancel
}

export const createPleg = (parts: NodeParts, changed: (uid: string) => void): Pleg => new Looker(parts, changed)

class Looker implements Pleg {
  readonly #parts: NodeParts
  readonly #changed: (uid: string) => void
  readonly #luck: Luck
  readonly #cache = new Map<string, PodInRuntime>()
  readonly #waiting = new Set<{ readonly after: Nanos; readonly goOn: () => void }>()
  readonly #tasks = createTasks()
  #lookedAt = nanos(0n)

  constructor(parts: NodeParts, changed: (uid: string) => void) {
    this.#parts = parts
    this.#changed = changed
    this.#luck = parts.chance.of(`looks of ${parts.node.name}`)
    this.#tasks.begin(this.#loop())
  }

  seen(uid: string): PodInRuntime {
    return this.#cache.get(uid) ?? NOTHING_RUNS
  }

  *newerThan(after: Nanos): Steps {
    if (this.#lookedAt > after) return
    yield (goOn) => {
      const one = { after, goOn }
      this.#waiting.add(one)
      return () => void this.#waiting.delete(one)
    }
  }

  lookSoon(): void {
    this.#tasks.begin(this.#look())
  }

  stop(): void {
    this.#tasks.stop()
  }

  *#loop(): Steps {
    const { clock, runtime } = this.#parts
    for (const uid of runtime.all()) this.#cache.set(uid, runtime.look(uid))
    yield* this.#look()
    yield* sleep(clock, seconds(this.#luck.share()))
    for (;;) {
      yield* this.#look()
      yield* sleep(clock, SECOND)
    }
  }

  *#look(): Steps {
    const { clock, runtime, node } = this.#parts
    yield* sleep(clock, latency(this.#luck, 'relist', runtime.calls(), node.slowness))
    this.#lookedAt = clock.now()
    const uids = runtime.changed()
    for (const uid of uids) this.#cache.set(uid, runtime.look(uid))
    for (const one of [...this.#waiting]) {
      if (one.after >= this.#lookedAt) continue
      this.#waiting.delete(one)
      clock.after(nanos(0n), one.goOn)
    }
    for (const uid of uids) this.#changed(uid)
  }
}
