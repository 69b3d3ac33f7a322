import type { Json, ResourceName } from './resources.ts'
import { RESOURCES } from './resources.ts'
import type { Parsed, Test } from './selector.ts'

const UNSPECIAL = /^(?:[^\\,=]|\\[\\,=])*$/

/** `a=b,c!=d`; commas, equals signs and backslashes in a value are escaped by a backslash. */
export function parseFieldSelector(resource: ResourceName, selector: string): Parsed<Test<Json>> {
  const tests: Test<Json>[] = []
  for (const term of termsIn(selector)) {
    const [, field = '', operator, escaped = ''] = /^(.*?)(!=|==|=)(.*)$/s.exec(term) ?? []
    if (operator === undefined)
      return { ok: false, problem: `invalid selector: '${selector}'; can't understand '${term}'` }
    if (!UNSPECIAL.test(escaped)) return { ok: false, problem: `invalid field selector: ${escaped}` }
    const read = RESOURCES[resource].fields[field]
    if (read === undefined) return { ok: false, problem: `field label not supported: ${field}` }
    const value = escaped.replaceAll(/\\(.)/gs, '$1')
    tests.push((object) => (read(object) === value) === (operator !== '!='))
  }
  return { ok: true, value: (object) => tests.every((test) => test(object)) }
}

const termsIn = (selector: string): readonly string[] => selector.match(/(?:[^\\,]|\\.)+/gs) ?? []
