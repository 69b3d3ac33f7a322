import { z } from 'zod'
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

export const choice = <const T extends string>(...choices: readonly T[]): TextType<T> =>
  readBy((text) => choices.find((one) => one === text), choices.join(', ').replace(/, (?=[^,]*$)/, ' or '))

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

export const dnsSubdomain = (): TextType<string> =>
  matching(isDnsSubdomain, 'a DNS name in lower case, without a slash, like podstart.dev')

/** Separated by commas; none is an empty list. */
export const namespaces = (): TextType<readonly string[]> =>
  readBy((text) => {
    const names = text.split(',').map((one) => one.trim())
    if (text === '') return []
    return names.every(isDnsLabel) ? [...new Set(names)] : undefined
  }, 'names of namespaces, separated by commas, like shop,web-2')

export const labelSelector = (): TextType<string> =>
  matching(
    (text) => brokenRequirement(text) === undefined,
    (text) => `a label selector like app=web,tier!=test or env in (a, b); "${brokenRequirement(text)}" is none`,
  )

export const listen = (): TextType<Listen> =>
  readBy(parseListen, 'HOST:PORT, like 127.0.0.1:9464, [::1]:9464 or :9464 for every address')
