import { list, text, texts } from '../../../observe/json.ts'
import type { Labels } from '../label-selector.ts'
import type { Test } from '../selector.ts'

const OPERATORS: Readonly<Record<string, (label: string | undefined, values: readonly unknown[]) => boolean>> = {
  In: (label, values) => label !== undefined && values.includes(label),
  NotIn: (label, values) => label === undefined || !values.includes(label),
  Exists: (label) => label !== undefined,
  DoesNotExist: (label) => label === undefined,
}

/** A `LabelSelector` of an object; an empty one matches all. */
export function labelMatch(selector: unknown): Test<Labels> {
  const equals = Object.entries(texts(selector, 'matchLabels'))
  const expressions = list(selector, 'matchExpressions')
  return (labels) => {
    const of = (key: string): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined)
    return (
      equals.every(([key, value]) => of(key) === value) &&
      expressions.every((one) =>
        OPERATORS[text(one, 'operator') ?? '']?.(of(text(one, 'key') ?? ''), list(one, 'values')),
      )
    )
  }
}
