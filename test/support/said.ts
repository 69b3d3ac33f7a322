import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'

/** Stands for what is put into a template. */
const HOLE = '\0'
/** A word that may be put into one: no plain word, but for units. What the code says elsewhere may be put in, too. */
const VALUE = /[^\p{Ll}]|^(ms|s|min|h)$/u
const SEPARATORS = /: |; |, | ?\(|\)|\n/
const SOURCE = new URL('../../src/', import.meta.url)

/** What the code can say, in clauses: messages are put together of them. */
export interface Said {
  has(clause: string): boolean
}

/** Reads the texts and templates of all of src/. */
export function readSaid(): Said {
  const exact = new Set<string>()
  const templates = new Set<string>()
  for (const text of texts()) {
    for (const clause of clausesOf(text)) {
      if (clause.includes(HOLE)) templates.add(clause)
      else exact.add(clause)
    }
  }
  const patterns = [...templates].map(patternOf)
  const isOne = (text: string): boolean => exact.has(text) || patterns.some((pattern) => isMadeBy(pattern, text))
  const isMadeBy = (pattern: RegExp, text: string): boolean => pattern.exec(text)?.slice(1).every(isPut) === true
  const isPut = (text: string): boolean =>
    text === '' || text.split(' ').every((word) => VALUE.test(word)) || isOne(text)
  return {
    has: (clause) =>
      isOne(clause) ||
      [...clause.matchAll(/ /g)].some(({ index }) => isOne(clause.slice(0, index)) && isOne(clause.slice(index + 1))),
  }
}

export const clausesOf = (text: string): readonly string[] =>
  text
    .split(SEPARATORS)
    .map((clause) => clause.trim())
    .filter((clause) => /\p{L}{2}/u.test(clause))

const patternOf = (clause: string): RegExp =>
  new RegExp(`^${clause.replaceAll(/[$(-+./?[-^{|}]/g, '\\$&').replaceAll(HOLE, '(.*)')}$`)

function* texts(): Generator<string> {
  for (const path of readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue
    const source = readFileSync(new URL(path, SOURCE), 'utf8')
    yield* textsIn(ts.createSourceFile(path, source, ts.ScriptTarget.ESNext))
  }
}

function textsIn(node: ts.Node): readonly string[] {
  const below: string[] = []
  node.forEachChild((child) => void below.push(...textsIn(child)))
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text]
  return ts.isTemplateExpression(node) ? [...alternatives(node), ...below] : below
}

/** A template that chooses between texts says each of them. */
function alternatives({ head, templateSpans }: ts.TemplateExpression): readonly string[] {
  return templateSpans.reduce<readonly string[]>(
    (all, { expression, literal }) =>
      all.flatMap((text) => choicesOf(expression).map((choice) => text + choice + literal.text)),
    [head.text],
  )
}

function choicesOf(expression: ts.Expression): readonly string[] {
  if (!ts.isConditionalExpression(expression)) return [HOLE]
  return [expression.whenTrue, expression.whenFalse].map((one) => (ts.isStringLiteral(one) ? one.text : HOLE))
}
