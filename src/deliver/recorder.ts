import { messageOf } from '../observe/clip.ts'
import { createLineFile } from './otlp-json.ts'

export interface Recorder {
  /** Returns at once; lines are written in their order. */
  write(line: string): void
  /** @returns why the recording is not whole, if it is not */
  close(): Promise<string | undefined>
  /** Leaves nothing. */
  discard(): Promise<void>
}

/** A disk that is slower than the watches for so long ends the recording, not the process. */
const MOST_WAITING = 64 * 1024 * 1024

/**
 * Writes a recording. Until it is closed it has `.partial-PID` behind its name, with whole lines.
 *
 * @param onProblem told once, when the recording can no longer be whole
 * @throws when the file cannot be opened, with Node's own message
 */
export async function createRecorder(path: string, onProblem: (why: string) => void): Promise<Recorder> {
  const file = await createLineFile(path)
  let waiting: string[] = []
  let size = 0
  let problem: string | undefined
  let work: Promise<void> | undefined
  const giveUp = (why: string): void => {
    if (problem !== undefined) return
    problem = why
    waiting = []
    onProblem(why)
  }
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const lines = waiting.join('')
      waiting = []
      size = 0
      const failure = await file.write(lines)
      if (failure !== undefined) giveUp(messageOf(failure))
    }
    work = undefined
  }
  return {
    write(line) {
      if (problem !== undefined) return
      if (size > MOST_WAITING) return giveUp('the disk is slower than the watches')
      waiting.push(line)
      size += line.length
      work ??= writeAll()
    },
    async discard() {
      await work
      await file.discard()
    },
    async close() {
      await work
      try {
        if (problem !== undefined) return `${problem}; what came before is in ${await file.leave()}`
        await file.commit()
        return undefined
      } catch (error) {
        return messageOf(error)
      }
    },
  }
}
