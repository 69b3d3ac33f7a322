import type { Parsed, Test } from './selector.ts'

export type Labels = Readonly<Record<string, string>>

const KEY = '([A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?)'
const VALUE = '((?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?)'
const SET = '\\(([^()]*)\\)'
const form = (...parts: readonly string[]): RegExp => new RegExp(`^\\s*${parts.join('\\s*')}\\s*$`)
const listed = (set: string): readonly string[] => set.split(',').map((value) => value.trim())

/** How a requirement may be written, and when labels meet it. A missing label meets what excludes values. */
const FORMS: readonly (readonly [form: RegExp, met: (label: string | undefined, value: string) => boolean])[] = [
  [form(KEY), (label) => label !== undefined],
  [form('!', KEY), (label) => label === undefined],
  [form(KEY, '={1,2}', VALUE), (label, value) => label === value],
  [form(KEY, '!=', VALUE), (label, value) => label !== value],
  [form(KEY, ' in', SET), (label, set) => label !== undefined && listed(set).includes(label)],
  [form(KEY, ' notin', SET), (label, set) => label === undefined || !listed(set).includes(label)],
  [form(KEY, '>', '(-?\\d+)'), (label, value) => label !== undefined && Number(label) > Number(value)],
  [form(KEY, '<', '(-?\\d+)'), (label, value) => label !== undefined && Number(label) < Number(value)],
]

/** Equality and sets: `app=web,tier in (a, b),!canary`. */
export function parseLabelSelector(selector: string): Parsed<Test<Labels>> {
  const tests: Test<Labels>[] = []
  const terms = selector.trim() === '' ? [] : selector.split(/,(?![^()]*\))/)
  for (const term of terms) {
    const found = FORMS.map(([pattern, met]) => ({ match: pattern.exec(term), met })).find(
      ({ match }) => match !== null,
    )
    const [, key = '', value = ''] = found?.match ?? []
    if (found === undefined) return { ok: false, problem: `unable to parse requirement: found '${term}'` }
    tests.push((labels) => found.met(Object.hasOwn(labels, key) ? labels[key] : undefined, value))
  }
  return { ok: true, value: (labels) => tests.every((test) => test(labels)) }
}
