import { closestMatch } from 'leven'
import { quoted } from './settings/problems.ts'

/** What somebody who asks for a pod has typed: `web-1`, `pod/web-1`, `deploy/web`. */
export interface AskedFor {
  /** As it was typed. */
  readonly text: string
  readonly name: string
  readonly isPod: boolean
}

const KINDS_OF_POD = ['pod', 'pods', 'po']

export function readPodName(text: string): AskedFor {
  const [kind, ...rest] = text.split('/')
  if (rest.length === 0) return { text, name: text, isPod: true }
  return { text, name: rest.join('/'), isPod: rest.length === 1 && KINDS_OF_POD.includes((kind ?? '').toLowerCase()) }
}

/** What a name is made of, in either case: who types `Web` is told of `web`. */
const NAME = /^[a-z\d.-]+$/i

/** @returns a sentence where that can be no pod's name, and nobody need be asked */
export function nameDoubts({ text, name, isPod }: AskedFor): readonly string[] {
  if (name === '') return ['name a pod, like web-1 or pod/web-1']
  if (!isPod || NAME.test(name)) return []
  return [`${quoted(text)} is no name of a pod: it has letters, digits, "-" and "." alone; one pod is traced at a time`]
}

const MOST = 5

/** The pods that were probably meant: those that begin so, else the nearest. */
export function meant(name: string, known: readonly string[]): readonly string[] {
  const begins = known.filter((one) => one.startsWith(name))
  if (begins.length > 0) return begins
  // Two letters that changed places are two changes.
  const maxDistance = Math.min(name.length - 1, Math.max(2, Math.floor(name.length / 3)))
  const nearest = closestMatch(name, [...known], { maxDistance })
  return nearest === undefined ? [] : [nearest]
}

/** @param elsewhere namespaces that have a pod of this name */
export function notFound(
  { text, name, isPod }: AskedFor,
  namespace: string,
  known: readonly string[],
  elsewhere: readonly string[],
): string {
  const here = `${isPod ? `no pod ${name}` : `${text} is no pod`} in namespace ${namespace}`
  const names = meant(name, known)
  if (elsewhere.length > 0) return `${here}; there is one in ${listed(elsewhere)} (-n)`
  return names.length === 0 ? here : `${here}; did you mean ${listed(names)}?`
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST
  return [...names.slice(0, MOST), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}
