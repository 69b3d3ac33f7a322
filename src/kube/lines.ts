/** A line of a watch, or one that was too long to keep. */
export type Line = { readonly is: 'line'; readonly text: string } | { readonly is: 'too long' }

export interface LineSplitter {
  /** @returns the lines that this part completes */
  take(chunk: Buffer): readonly Line[]
}

/** An object in etcd has at most 1.5 MiB by default; JSON can make it some times longer. */
export const LONGEST_LINE = 64 * 1024 * 1024

const NEWLINE = 0x0a

/** Splits bytes into lines wherever they are cut, also inside a character. The rest after the last newline is kept. */
export function createLineSplitter(longest: number = LONGEST_LINE): LineSplitter {
  let parts: Buffer[] = []
  let length = 0
  const put = (part: Buffer): void => {
    length += part.length
    if (length <= longest) parts.push(part)
    else parts = []
  }
  const finish = (): Line => {
    const line: Line = length > longest ? { is: 'too long' } : { is: 'line', text: Buffer.concat(parts).toString() }
    parts = []
    length = 0
    return line
  }
  return {
    take(chunk) {
      const lines: Line[] = []
      let from = 0
      for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
        put(chunk.subarray(from, to))
        lines.push(finish())
        from = to + 1
      }
      if (from < chunk.length) put(chunk.subarray(from))
      return lines.filter((line) => line.is === 'too long' || line.text.trim() !== '')
    },
  }
}
