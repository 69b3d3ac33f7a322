import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Pair } from 'yaml'
import { oneLine } from '../../observe/clip.ts'
import { nearest } from './nearest.ts'
import { unknownName } from './problems.ts'
import type { Texts } from './schema.ts'
import type { Setting } from './setting.ts'
import { KEYS, settingOf, type Key } from './settings.ts'

/** A settings file, by the name that the user gave it. */
export type SettingsFile =
  { readonly name: string; readonly text: string } | { readonly name: string; readonly problem: string }

export interface YamlSettings {
  readonly texts: Texts
  /** Where each setting stands. */
  readonly lines: Readonly<Partial<Record<Key, number>>>
  /** Settings that may stand there, but could not be read. */
  readonly unread: readonly Key[]
  readonly problems: readonly string[]
}

const unreadable = (...problems: readonly string[]): YamlSettings => ({ texts: {}, lines: {}, unread: KEYS, problems })

type LineOf = (node: unknown) => number

/** Reads settings as they are written: `10` and `"10"` are one text. What they mean is left to the schema. */
export function readYaml(file: SettingsFile): YamlSettings {
  if ('problem' in file) return unreadable(file.problem)
  const { name, text } = file
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: false })
  const broken = new Map(
    [...document.errors, ...document.warnings]
      .map(({ code, message, pos }) => [counter.linePos(pos[0]).line, MEANING[code] ?? message] as const)
      // One mistake in a line often makes several errors: the first one says it best.
      .toReversed(),
  )
  const errors = [...broken].map(([line, message]) => `${name}:${line} is no YAML: ${oneLine(message)}`).toReversed()
  if (errors.length > 0) return unreadable(...errors)
  const lineOf: LineOf = (node) => counter.linePos(rangeStart(node)).line
  return readDocument(document, name, lineOf)
}

/** What the parser says to programmers. */
const MEANING: Readonly<Record<string, string>> = { MULTIPLE_DOCS: 'a second document begins; expected one' }

function readDocument(document: Document, file: string, lineOf: LineOf): YamlSettings {
  const { contents } = document
  // After `---` an empty document is a null.
  if (contents === null || (isScalar(contents) && contents.value === null))
    return { texts: {}, lines: {}, unread: [], problems: [] }
  if (!isMap(contents))
    return unreadable(`${file}:${lineOf(contents)} is ${kindOf(contents)}; expected settings like crashWindow: 10s`)
  const texts: Partial<Record<Key, string>> = {}
  const lines: Partial<Record<Key, number>> = {}
  const problems: string[] = []
  for (const pair of contents.items) {
    const line = lineOf(pair.key)
    const key = keyOf(pair)
    const where = `${key.name} in ${file}:${line}`
    if (key.known === undefined) problems.push(unknownName(`key ${where}`, nearest(key.name, KEYS)))
    else if (lines[key.known] !== undefined) problems.push(`${where} stands in line ${lines[key.known]} already`)
    else {
      lines[key.known] = line
      const value = textOf(pair.value, document, shapeOf(settingOf(key.known)))
      if ('wrong' in value) problems.push(`${where} ${value.wrong}`)
      else texts[key.known] = value.text
    }
  }
  return { texts, lines, unread: KEYS.filter((key) => lines[key] !== undefined && texts[key] === undefined), problems }
}

function keyOf({ key }: Pair): { readonly name: string; readonly known: Key | undefined } {
  const name = oneLine(isScalar(key) ? (key.source ?? String(key.value)) : String(key))
  return { name, known: KEYS.find((one) => one === name) }
}

type TextOf = { readonly text: string } | { readonly wrong: string }

/** What a setting may be in a file, and how a problem names that. */
const SHAPES = {
  one: 'one text or number',
  list: 'a text or a list of texts',
  map: 'a mapping, a text or a list of texts',
} as const
type Shape = keyof typeof SHAPES

const shapeOf = ({ isList, isMap }: Setting): Shape => (isMap ? 'map' : isList ? 'list' : 'one')

function textOf(node: unknown, document: Document, shape: Shape): TextOf {
  const value = isAlias(node) ? node.resolve(document) : node
  if (isScalar(value) && value.value !== null) return { text: (value.source ?? String(value.value)).trim() }
  if (shape !== 'one' && isSeq(value)) return joined(value.items.map((item) => textOf(item, document, 'one')))
  if (shape === 'map' && isMap(value)) return joined(value.items.map((pair) => pairOf(pair, document)))
  const expected = SHAPES[shape]
  if (value === undefined) return { wrong: `is an alias of nothing; expected ${expected}` }
  if (isScalar(value)) return { wrong: `has no value; expected ${expected}, or no such line` }
  return { wrong: `is ${kindOf(value)}; expected ${expected}` }
}

function pairOf({ key, value }: Pair, document: Document): TextOf {
  const [name, text] = [key, value].map((node) => textOf(node, document, 'one'))
  const wrong = [name, text].find((one) => one !== undefined && 'wrong' in one)
  if (wrong !== undefined) return wrong
  return { text: [name, text].map((one) => (one !== undefined && 'text' in one ? one.text : '')).join('=') }
}

function joined(items: readonly TextOf[]): TextOf {
  const wrong = items.find((item) => 'wrong' in item)
  return wrong === undefined
    ? { text: items.map((item) => ('text' in item ? item.text : '')).join(',') }
    : { wrong: `has an item that ${wrong.wrong}` }
}

const kindOf = (node: unknown): string => (isMap(node) ? 'a mapping' : isSeq(node) ? 'a list' : 'a text')

function rangeStart(node: unknown): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
  return Array.isArray(range) ? Number(range[0]) : 0
}
