/** Lines of at most so many characters, broken between words; those after the first begin with `indent`. */
export function wrapWords(text: string, width = Infinity, indent = ''): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line.trim() === '' || longer.length <= width) line = longer
    else {
      lines.push(line)
      line = indent + word
    }
  }
  return [...lines, line]
}
