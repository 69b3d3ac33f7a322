/** What was seen of a demo, and of the commands that looked at it. */
export interface Session {
  readonly demo: readonly string[]
  readonly asked: readonly Asked[]
}

export interface Asked {
  readonly command: string
  readonly lines: readonly string[]
}

/** Of each kind of line so many are shown. */
const SHOWN: readonly (readonly [kind: RegExp, count: number])[] = [
  [/^▸/, 6],
  [/ {2}starting /, 2],
  [/ {2}ready .* on node-3| {2}ready .*pull/, 4],
  [/ {2}ready /, 3],
  [/ {2}waiting /, 3],
  [/ {2}crashed /, 1],
]
/** The introduction, and what is said at the end. */
const isAround = (line: string): boolean => !/^(▸|\d\d:\d\d:\d\d )/.test(line)
const WIDTH = 118

/** As much of it as a reader of the README wants to see. */
export function excerptOf({ demo, asked }: Session): readonly string[] {
  const counts = new Map<RegExp, number>()
  const isShown = (line: string): boolean => {
    if (isAround(line)) return true
    const [kind, most] = SHOWN.find(([one]) => one.test(line)) ?? []
    if (kind === undefined || most === undefined) return false
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return count <= most
  }
  const marks = demo.map((line) => (isShown(line) ? line : '…'))
  const told = marks.filter((line, i) => line !== '…' || marks[i - 1] !== '…')
  return [
    '$ npm start',
    ...told.map(cut),
    ...asked.flatMap(({ command, lines }) => ['', `$ ${command}`, ...fromPulls(lines).map(cut)]),
  ]
}

/** Of a report the part that compares; the tables of stages are long. */
function fromPulls(lines: readonly string[]): readonly string[] {
  const from = lines.findIndex((line) => line.startsWith('PULLS'))
  return from < 0 ? lines : ['…', ...lines.slice(from)]
}

const cut = (line: string): string => (line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line)

const BEGIN = '<!-- session: npm run session:write -->'
const END = '<!-- end of session -->'

/** @throws when the README has no place for it */
export function intoReadme(readme: string, lines: readonly string[]): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)]
  if (from < 0 || to < from) throw new Error(`the README has no "${BEGIN}" … "${END}"`)
  return `${readme.slice(0, from)}${BEGIN}\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\`\n\n${readme.slice(to)}`
}
