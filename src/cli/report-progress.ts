import { printable } from '../observe/printable.ts'
import { sayTo } from './say.ts'

type ErrorStream = NodeJS.WritableStream & { readonly isTTY?: boolean }

/** What a report tells on stderr while it is made. */
export interface ReportProgress {
  /** How far it is: on a terminal alone, and only while it takes long. */
  tell(text: string): void
  say(text: string): void
  clear(): void
}

/** Progress is for people who wait: not before this, and not more often. */
const EVERY_MS = 500

export function createReportProgress(err: ErrorStream, now: () => number = Date.now): ReportProgress {
  let [shownAt, isShown] = [now(), false]
  let timer: NodeJS.Timeout | undefined
  const clear = (): void => {
    clearTimeout(timer)
    if (isShown) err.write('\r\u001b[K')
    isShown = false
  }
  const show = (text: string): void => {
    clear()
    err.write(printable(text))
    ;[shownAt, isShown] = [now(), true]
  }
  return {
    tell(text) {
      if (err.isTTY !== true) return
      clearTimeout(timer)
      const wait = EVERY_MS - (now() - shownAt)
      // What is told once and then takes long is shown when its time has come.
      if (wait <= 0) show(text)
      else timer = setTimeout(() => show(text), wait).unref()
    },
    say(text) {
      clear()
      sayTo(err)(text)
    },
    clear,
  }
}
