/** No recorded loop has more steps: pulled, created, failed hook, killed, backed off. */
const LONGEST = 6

/** A run of lines that comes again at once is left out, however often it comes: how often is chance. */
export function collapsed(lines: readonly string[]): readonly string[] {
  for (let length = 1; length <= LONGEST; length++) {
    for (let i = 0; i + 2 * length <= lines.length; i++) {
      const again = i + length
      if (lines.slice(i, again).every((line, k) => line === lines[again + k]))
        return collapsed([...lines.slice(0, again), ...lines.slice(again + length)])
    }
  }
  return lines
}
