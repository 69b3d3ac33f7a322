import { at, isFields, text, whole } from '../observe/json.ts'
import type { Nanos } from '../observe/nanos.ts'
import { brokenOff } from './body.ts'
import type { Answer } from './connection.ts'
import { endingOf, type Ending } from './ending.ts'
import { readIncoming, type IncomingSettings } from './incoming.ts'
import { createLineSplitter, type Line } from './lines.ts'

/** What an open watch brings. The last one tells how it ended. */
export type Watched =
  | { readonly is: 'item'; readonly at: Nanos; readonly type: string; readonly object: object }
  /** A line that is no watch event: counted and passed over. */
  | { readonly is: 'unreadable'; readonly line: string }
  /** Bytes came; they may have brought no whole line. */
  | { readonly is: 'bytes'; readonly at: Nanos }
  | { readonly is: 'over'; readonly ending: Ending }

export async function* readWatch(answer: Answer, settings: IncomingSettings): AsyncGenerator<Watched> {
  const splitter = createLineSplitter()
  for await (const next of readIncoming(answer.body, settings)) {
    switch (next.is) {
      case 'chunk':
        yield { is: 'bytes', at: next.at }
        for (const line of splitter.take(next.chunk)) {
          const watched = readLine(line, next.at)
          yield watched
          if (watched.is === 'over') return
        }
        break
      case 'end':
        yield { is: 'over', ending: { is: 'ended' } }
        return
      default:
        yield { is: 'over', ending: brokenOff(next, settings.silence) }
        return
    }
  }
}

function readLine(line: Line, arrived: Nanos): Watched {
  if (line.is === 'too long') return { is: 'unreadable', line: 'a line that is too long' }
  const value = parse(line.text)
  const type = text(value, 'type')
  const object = at(value, 'object')
  if (type === undefined || !isFields(object)) return { is: 'unreadable', line: line.text }
  if (type !== 'ERROR') return { is: 'item', at: arrived, type, object }
  return { is: 'over', ending: endingOf(whole(object, 'code') ?? 500, object) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
