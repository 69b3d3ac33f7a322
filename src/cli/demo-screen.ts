import { createLogUpdate } from 'log-update'
import type { Terminal } from './replay-targets.ts'
import { terminalWidth } from './terminal-width.ts'

/** Lines that stay, above a panel that changes. In a pipe there is no panel, nor where the width is not known. */
export interface Screen {
  /** One, or several. */
  line(text: string): void
  panel(lines: readonly string[]): void
  /** A panel takes no more lines: above it there is room for some of what stays. */
  rows(): number
  /** Takes the panel away. */
  close(): void
}

/** Of a terminal that does not know its size. */
const USUAL_ROWS = 24
const SHARE = 2 / 3

export function createScreen({ out }: Terminal): Screen {
  if (terminalWidth(out) === undefined) {
    const nothing = (): void => undefined
    return { line: (text) => void out.write(`${text}\n`), panel: nothing, rows: () => 0, close: nothing }
  }
  const update = createLogUpdate(out as NodeJS.WriteStream, { showCursor: true })
  let shown = ''
  return {
    line(text) {
      update.clear()
      out.write(`${text}\n`)
      if (shown !== '') update(shown)
    },
    panel(lines) {
      shown = lines.join('\n')
      update(shown)
    },
    rows: () => Math.floor(((out as NodeJS.WriteStream).rows || USUAL_ROWS) * SHARE),
    close() {
      shown = ''
      update.clear()
      update.done()
    },
  }
}
