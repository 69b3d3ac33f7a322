import type { Nanos } from '../observe/nanos.ts'
import { endingOf, type Ending } from './ending.ts'
import type { Answer, Connection, NoAnswer } from './connection.ts'
import { readIncoming, type IncomingSettings } from './incoming.ts'

/** A whole JSON body, or why there is none. */
export type Body =
  | { readonly is: 'json'; readonly at: Nanos; readonly value: unknown }
  | { readonly is: 'none'; readonly ending: Ending }

/** V8 holds no string over 512 MiB. A page is some MiB. */
const LARGEST = 256 * 1024 * 1024

export async function readJson(answer: Answer, settings: IncomingSettings): Promise<Body> {
  const chunks: Buffer[] = []
  let size = 0
  let at = settings.now()
  for await (const next of readIncoming(answer.body, settings)) {
    if (next.is === 'end') return parsed(Buffer.concat(chunks), at)
    if (next.is !== 'chunk') return { is: 'none', ending: brokenOff(next, settings.silence) }
    at = next.at
    size += next.chunk.length
    if (size > LARGEST) return { is: 'none', ending: failed(`an answer of more than ${LARGEST} bytes`) }
    chunks.push(next.chunk)
  }
  return { is: 'none', ending: failed('an answer without an end') }
}

function parsed(bytes: Buffer, at: Nanos): Body {
  try {
    return { is: 'json', at, value: JSON.parse(bytes.toString()) }
  } catch {
    return { is: 'none', ending: failed('an answer that is no JSON') }
  }
}

/** A watch that has begun, or why it has not. */
export type Opened = { readonly is: 'open'; readonly answer: Answer } | { readonly is: 'none'; readonly ending: Ending }

/** Asks, and reads what a refusal says. */
export async function open(
  connection: Connection,
  path: string,
  settings: IncomingSettings,
  signal: AbortSignal,
): Promise<Opened> {
  const answer = await connection.get(path, Math.min(settings.patience ?? settings.silence, settings.silence), signal)
  if (answer.is === 'no answer') return { is: 'none', ending: noAnswer(answer) }
  if (answer.status === 200) return { is: 'open', answer }
  const body = await readJson(answer, settings)
  const status = body.is === 'json' ? body.value : undefined
  const now = Number(settings.now() / 1_000_000n)
  return { is: 'none', ending: endingOf(answer.status, status, answer.retryAfter, now) }
}

const noAnswer = ({ why, hasBroken }: NoAnswer): Ending =>
  hasBroken ? { is: 'failed', why, answered: false, isPassing: true } : { is: 'failed', why, answered: false }

export const failed = (why: string): Ending => ({ is: 'failed', why, answered: true })

export const brokenOff = (
  last: { readonly is: 'broken'; readonly why: string } | { readonly is: 'silent' },
  silence: number,
): Ending =>
  last.is === 'silent'
    ? { is: 'silent', why: `no byte for ${silence / 1_000} s` }
    : { is: 'failed', why: last.why, answered: false, isPassing: true }
