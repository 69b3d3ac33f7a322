import type { Diagnostic } from '../deliver/diagnostics.ts'
import { clip, oneLine } from '../observe/clip.ts'
import { text } from '../observe/json.ts'

/** A collector that is away for a day is told of so often, and not with each batch that it does not take. */
const EVERY_MS = 10 * 60_000
const LONGEST = 300

export interface Trouble {
  hear(diagnostic: Diagnostic): void
}

/**
 * Says what goes wrong with podstart's own traces: the first at once, then one in ten minutes, with how many came
 * between.
 *
 * @param now milliseconds, of a clock that only goes forward
 */
export function createTrouble(say: (sentence: string) => void, now: () => number): Trouble {
  let last = -Infinity
  let unsaid = 0
  return {
    hear({ parts }) {
      if (now() - last < EVERY_MS) {
        unsaid += 1
        return
      }
      const more = unsaid === 0 ? '' : `; ${unsaid} others came since the last such line`
      last = now()
      unsaid = 0
      say(`podstart’s own traces: ${clip(oneLine(parts.map(reasonOf).join(' ')), LONGEST)}${more}`)
    },
  }
}

/** Source: @opentelemetry/core 3.1, logging-error-handler.ts: an error comes as JSON of its properties. */
function reasonOf(part: string): string {
  const error = parsed(part)
  // Node hides "connection refused" of several addresses in an AggregateError without a message.
  return text(error, 'message') ?? text(error, 'errors') ?? part
}

function parsed(part: string): unknown {
  try {
    return JSON.parse(part)
  } catch {
    return undefined
  }
}
