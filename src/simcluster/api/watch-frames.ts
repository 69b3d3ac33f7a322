import type { Change } from './store.ts'
import { eventOf, frame, type Seen } from './watch.ts'

/**
 * One change goes to many watches, one after the other: its bytes are made once.
 *
 * @returns the line of a change, for whoever sees it so
 */
export function createFrames(): (change: Change, type: Seen) => Buffer {
  let latest = -1
  let made = new Map<Seen, Buffer>()
  return (change, type) => {
    if (change.version !== latest) made = new Map()
    latest = change.version
    const bytes = made.get(type) ?? Buffer.from(frame(eventOf(change, type)))
    made.set(type, bytes)
    return bytes
  }
}
