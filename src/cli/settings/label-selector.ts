import { isDnsSubdomain } from './dns-name.ts'

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/

function isKey(text: string): boolean {
  const [name = '', prefix, ...more] = text.split('/').toReversed()
  return NAME.test(name) && (prefix === undefined || isDnsSubdomain(prefix)) && more.length === 0
}

/** None is a value too. */
const isValue = (text: string): boolean => text === '' || NAME.test(text)

interface Form {
  /** The key, and what it is compared with. */
  readonly form: RegExp
  readonly fits: (compared: string) => boolean
}

const FORMS: readonly Form[] = [
  { form: /^!?\s*([^\s=!<>()]+)$/, fits: () => true },
  { form: /^([^\s=!<>()]+)\s*(?:==|=|!=)\s*([^\s=!<>()]*)$/, fits: isValue },
  { form: /^([^\s=!<>()]+)\s*[<>]\s*(\S+)$/, fits: (number) => /^\d+$/.test(number) },
  {
    form: /^([^\s=!<>()]+)\s+(?:in|notin)\s*\(([^()]*)\)$/,
    fits: (values) => values.split(',').every((value) => isValue(value.trim())),
  },
]

const isRequirement = (text: string): boolean =>
  FORMS.some(({ form, fits }) => {
    const [, key, compared = ''] = form.exec(text) ?? []
    return key !== undefined && isKey(key) && fits(compared)
  })

/** Commas separate requirements, but not inside parentheses. */
const COMMA = /,(?![^(]*\))/

/**
 * The part of a label selector that is none.
 *
 * Source: Kubernetes `labels.Parse`: `key`, `!key`, `=`, `==`, `!=`, `in (…)`, `notin (…)`, `>` and `<`.
 * @returns undefined for a good selector; the empty one selects everything
 */
export const brokenRequirement = (selector: string): string | undefined =>
  selector.trim() === ''
    ? undefined
    : selector
        .split(COMMA)
        .map((part) => part.trim())
        .find((part) => !isRequirement(part))
