import type { Terminal } from './replay-targets.ts'

/** Columns; undefined in a pipe, and where the terminal does not know them: it says 0. */
export const terminalWidth = ({ isTTY, columns = 0 }: Terminal['out']): number | undefined =>
  isTTY === true && columns > 0 ? columns : undefined
