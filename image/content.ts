import { basename } from 'node:path'

/** What /app has beside `dist`, the production packages and the SBOM. Each is where it is in the repository. */
export const FILES: readonly string[] = [
  'package.json',
  'LICENSE',
  'THIRD-PARTY-LICENSES.md',
  // What `podstart demo` registers its webhook with.
  'manifests/webhook/mutating-webhook.yaml',
]

/** Where the SBOM of /app is, below it. */
export const SBOM = 'sbom.cdx.json'

interface Rule {
  readonly why: string
  /** Of a file's path in its package. */
  readonly matches: RegExp
}

/** What of a package never runs. More than half of their bytes. */
const NEVER_RUNS: readonly Rule[] = [
  { why: 'Node runs no TypeScript below node_modules', matches: /\.[cm]?ts$/ },
  { why: 'source maps are read by debuggers only', matches: /\.map$/ },
  { why: 'libraries for the Bare runtime, of every platform', matches: /\.bare$/ },
  { why: 'documentation', matches: /\.(md|markdown)$/i },
  { why: 'of the package’s own development', matches: /^(tests?|docs?|examples?|benchmarks?)\// },
  { why: 'tests', matches: /(^|[./])tests?\.[cm]?js$/ },
  { why: 'settings of tools', matches: /(^|\/)\./ },
]

/** What a licence asks to hand on with the code. */
const LEGAL = /^((un)?licen[cs]e|notice|copying|copyright|authors|thirdpartynotice)/i

const isLegal = (path: string): boolean => LEGAL.test(basename(path))

/** Of the files in a package's own folder those that tell its licence: texts and notices, else what says it in words. */
export function licenceTexts(names: readonly string[]): readonly string[] {
  const legal = names.filter((name) => isLegal(name))
  return legal.length > 0 ? legal : names.filter((name) => /^readme/i.test(name))
}

/** Of a package's files, by their path in it, those that go into the image. */
export function kept(paths: readonly string[]): readonly string[] {
  const texts = licenceTexts(paths.filter((path) => !path.includes('/')))
  return paths.filter(
    (path) => isLegal(path) || texts.includes(path) || !NEVER_RUNS.some(({ matches }) => matches.test(path)),
  )
}
