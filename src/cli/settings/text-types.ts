import { z } from 'zod'
import { FOREIGN_CONTEXTS } from '../../observe/annotation-keys.ts'
import { parseGoDuration } from '../../observe/go-duration.ts'
import type { Nanos } from '../../observe/nanos.ts'
import { isDnsLabel, isDnsSubdomain } from './dns-name.ts'
import { brokenRequirement } from './label-selector.ts'
import { parseListen, type Listen } from './listen.ts'

/** A setting as a text, and what it means. */
export type TextType<T> = z.ZodType<T, string>

/**
 * @param read gives undefined for a text that does not fit
 * @param expected what would fit, as in "expected …"
 */
export const readBy = <T>(
  read: (text: string) => T | undefined,
  expected: string | ((text: string) => string),
): TextType<T> =>
  z.string().transform((text, context): T => {
    const value = read(text)
    if (value !== undefined) return value
    context.addIssue(typeof expected === 'string' ? expected : expected(text))
    return z.NEVER
  })

const matching = (fits: (text: string) => boolean, expected: string | ((text: string) => string)): TextType<string> =>
  readBy((text) => (fits(text) ? text : undefined), expected)

const isOneLine = (text: string): boolean => /^\P{Cc}+$/u.test(text)

export const name = (): TextType<string> => matching(isOneLine, 'a name')

export const file = (): TextType<string> => matching(isOneLine, 'the path of a file')

/** What there is to choose from is also its `meta().enum`, for schemas. */
export const choice = <const T extends string>(...choices: readonly T[]): TextType<T> =>
  readBy((text) => choices.find((one) => one === text), choices.join(', ').replace(/, (?=[^,]*$)/, ' or ')).meta({
    enum: choices,
  })

/** @param of such as ` of milliseconds` */
export const wholeNumber = (least: number, most: number, of = ''): TextType<number> =>
  readBy(
    (text) => (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined),
    `a whole number${of} from ${least} to ${most}`,
  )

/** Limits are texts too, for the message. */
export const duration = (least: string, most: string): TextType<Nanos> =>
  readBy((text) => {
    const parsed = parseGoDuration(text)
    const [from, to] = [parseGoDuration(least), parseGoDuration(most)]
    const isWithin = parsed !== undefined && from !== undefined && to !== undefined && parsed >= from && parsed <= to
    return isWithin ? parsed : undefined
  }, `a duration from ${least} to ${most}, like 500ms, 10s or 1m30s`)

/** Under the prefix of another project, our context would be taken for theirs, and theirs for ours. */
const isOurs = (prefix: string): boolean => !FOREIGN_CONTEXTS.includes(`${prefix}/traceparent`)

export const annotationPrefix = (): TextType<string> =>
  matching(
    (text) => isDnsSubdomain(text) && isOurs(text),
    'a DNS name in lower case, without a slash, like podstart.dev, under which no other project writes a traceparent',
  )

/** Separated by commas; none is an empty list. */
export const namespaces = (): TextType<readonly string[]> =>
  readBy((text) => {
    const names = text.split(',').map((one) => one.trim())
    if (text === '') return []
    return names.every(isDnsLabel) ? [...new Set(names)] : undefined
  }, 'names of namespaces, separated by commas, like shop,web-2')

/** Separated by commas; none is an empty list. */
export const names = (): TextType<readonly string[]> =>
  readBy((text) => {
    const names = text.split(',').map((one) => one.trim())
    if (text === '') return []
    return names.every(isOneLine) ? [...new Set(names)] : undefined
  }, 'names, separated by commas')

/** Also as JavaScript writes a small number: 1e-7. */
const DECIMAL = /^(?:\d+\.?\d*|\.\d+)(?:e-\d+)?$/

const readRatio = (text: string): number | undefined =>
  DECIMAL.test(text) && Number(text) <= 1 ? Number(text) : undefined

export const ratio = (): TextType<number> => readBy(readRatio, 'a number from 0 to 1, like 0.1')

/** `namespace=ratio`, separated by commas; none is an empty map. */
export const namespaceRatios = (): TextType<ReadonlyMap<string, number>> =>
  readBy((text) => {
    if (text === '') return new Map()
    const pairs = text.split(',').flatMap((one): readonly (readonly [string, number])[] => {
      const [namespace = '', share = '', ...more] = one.split('=').map((part) => part.trim())
      const read = readRatio(share)
      return isDnsLabel(namespace) && read !== undefined && more.length === 0 ? [[namespace, read]] : []
    })
    const ratios = new Map(pairs)
    // A namespace that is there twice would have one of its ratios in silence.
    return ratios.size === text.split(',').length ? ratios : undefined
  }, 'namespaces, each once, with a ratio from 0 to 1, like batch=0.01,shop=0.5')

export const labelSelector = (): TextType<string> =>
  matching(
    (text) => brokenRequirement(text) === undefined,
    (text) => `a label selector like app=web,tier!=test or env in (a, b); "${brokenRequirement(text)}" is none`,
  )

export const listen = (): TextType<Listen> =>
  readBy(parseListen, 'HOST:PORT, like 127.0.0.1:9464, [::1]:9464 or :9464 for every address')
