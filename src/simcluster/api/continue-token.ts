import { textAt } from './resources.ts'
import type { Parsed } from './selector.ts'

/** Where a list goes on: after which key, as of which version (-1: as it is then), and which page that is. */
export interface Continuation {
  readonly after: string
  readonly version: number
  readonly page: number
}

const VERSION = 'meta.k8s.io/v1'

/** As the real one writes it, and the page beside it, which faults can name. */
export const encodeContinue = ({ after, version, page }: Continuation): string =>
  Buffer.from(JSON.stringify({ v: VERSION, rv: version, start: `${after}\0`, page })).toString('base64url')

export function decodeContinue(token: string): Parsed<Continuation> {
  const read = parse(Buffer.from(token, 'base64url').toString())
  const start = textAt(read, 'start')
  const version = Number(textAt(read, 'rv'))
  if (textAt(read, 'v') !== VERSION) return wrong('server does not recognize this encoded version')
  if (!Number.isSafeInteger(version) || version === 0) return wrong('incorrect encoded start resourceVersion')
  if (!start.endsWith('\0')) return wrong('encoded start key empty')
  return { ok: true, value: { after: start.slice(0, -1), version, page: Number(textAt(read, 'page')) } }
}

const wrong = (why: string): Parsed<Continuation> => ({ ok: false, problem: `continue key is not valid: ${why}` })

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
