import type { Answer, Api } from './api.ts'
import type { Flood } from './flood.ts'

/** Creates that come whether or not those before are answered. */
export interface Stream {
  stop(): void
  /** Once it is stopped, and the last is answered. */
  readonly ended: Promise<Flood>
}

/** Some at a time, so that one connection is not enough for all. */
const AT_ONCE = 4
const EVERY_MS = 200

export function startStream(api: Api, make: (i: number) => object): Stream {
  const began = performance.now()
  const calls: Promise<Answer>[] = []
  const stopped = Promise.withResolvers<undefined>()
  const timer = setInterval(() => {
    for (let i = 0; i < AT_ONCE; i++) calls.push(api.createPod(make(calls.length)))
  }, EVERY_MS)
  const ended = stopped.promise.then(async () => {
    const answers = await Promise.all(calls)
    return { answers, millis: performance.now() - began }
  })
  return {
    stop() {
      clearInterval(timer)
      stopped.resolve(undefined)
    },
    ended,
  }
}
