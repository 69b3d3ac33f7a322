import type { Note } from '../timeline/notes.ts'
import type { Standing } from '../timeline/startup.ts'
import { problemAttributes } from './attributes.ts'
import { ATTRIBUTES as A } from './names.ts'
import type { SpanEvent, SpanRecord } from './span-record.ts'

/** The most events that one span carries: a stuck pod may have hundreds of equal ones. */
const EVENT_LIMIT = 32

/** Hangs each note on the innermost span that it belongs to and that was going on then. */
export function withNotes(spans: readonly SpanRecord[], startup: Standing): readonly SpanRecord[] {
  const events = new Map<SpanRecord, SpanEvent[]>()
  for (const note of startup.notes) {
    const span = spans.findLast((one) => takes(one, note)) ?? spans[0]
    if (span === undefined) continue
    // A milestone with a reason would be found by every search for that reason.
    const attributes = {
      ...(note.isMilestone === true ? {} : problemAttributes(note)),
      ...(note.container === undefined ? {} : { [A.containerName]: note.container }),
    }
    events.set(span, [...(events.get(span) ?? []), { name: note.reason, at: note.at, attributes }])
  }
  return spans.map((span) => {
    const all = events.get(span) ?? []
    return { ...span, events: all.slice(0, EVENT_LIMIT), droppedEvents: Math.max(0, all.length - EVENT_LIMIT) }
  })
}

function takes({ start, end, attributes }: SpanRecord, { at, container, stage }: Note): boolean {
  if (at < start || at > end) return false
  const stages = attributes[A.stages]
  if (Array.isArray(stages)) {
    return (
      stage !== undefined &&
      stages.includes(stage) &&
      (container === undefined || attributes[A.containerName] === container)
    )
  }
  return container !== undefined && attributes[A.containerName] === container && attributes[A.outcome] === undefined
}
