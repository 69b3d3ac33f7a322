import { once } from 'node:events'
import { messageOf } from '../observe/clip.ts'
import { EXIT } from './exit-codes.ts'
import type { Terminal } from './replay-targets.ts'
import { sayTo } from './say.ts'

/** The streams of a process, and its end. */
export interface OutputParts {
  readonly out: Terminal['out']
  readonly err: Terminal['err']
  readonly exit: (code: number) => void
  /** Ends the wait for a reader that does not read. */
  readonly stop: AbortSignal
}

/** What commands write to, and how they end: not before all of it has arrived. */
export interface Output {
  readonly terminal: Terminal
  /** There is more to do than to write: it goes on when nobody reads, or nothing more can be written. */
  goOn(): void
  /** @param code of the command; what went wrong with the output goes before it */
  end(code: number): Promise<void>
}

/** `podstart … | head` closes the pipe. A socket says it otherwise. */
const UNREAD = ['EPIPE', 'ECONNRESET']

export function createOutput({ out, err, exit, stop }: OutputParts): Output {
  const terminal = { out, err }
  let fault: 'unread' | 'failed' | undefined
  let goesOn = false
  const codeFor = (code: number): number => (fault === undefined || (fault === 'unread' && goesOn) ? code : EXIT[fault])

  function failed(error: NodeJS.ErrnoException): void {
    if (fault !== undefined) return
    fault = UNREAD.includes(error.code ?? '') ? 'unread' : 'failed'
    if (fault === 'failed') sayTo(err)(`cannot write the output: ${messageOf(error)}`)
    if (!goesOn) void written(err).then(() => exit(codeFor(EXIT.failed)))
  }

  out.on('error', failed)
  // There is no other place to say so.
  err.on('error', () => undefined)
  return {
    terminal,
    goOn() {
      goesOn = true
    },
    async end(code) {
      const drained = written(out, failed)
        .then(() => written(err))
        .then(() => codeFor(code))
      const interrupted = once(stop, 'abort').then(() => EXIT.interrupted)
      exit(await Promise.race([drained, interrupted]))
    },
  }
}

/** When all that was written before has arrived, or cannot. */
const written = (stream: NodeJS.WritableStream, onError: (error: Error) => void = () => undefined): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', (error) => {
      if (error) onError(error)
      resolve()
    })
  })
