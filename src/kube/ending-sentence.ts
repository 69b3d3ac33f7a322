import { shownAddress } from './shown-address.ts'
import type { Ending } from './ending.ts'
import { nameOf, type Feed } from './feed.ts'

type Sentence = (what: string, server: string, why: string) => string

const SENTENCES: Readonly<Record<Ending['is'], Sentence>> = {
  ended: (what, server) => `${server} ended its answer about ${what} too early`,
  expired: (what, server, why) => `${server} could not list ${what} to the end, twice: ${why}`,
  'not offered': (what, server, why) => `${server} does not offer ${what}: ${why}`,
  unauthorized: (_, server, why) =>
    `${server} does not accept the kubeconfig’s credentials: ${why}; log in again, or choose another context`,
  refused: (what, server, why) => `${server} refuses to list ${what}: ${why}; it takes list and watch on them`,
  throttled: (what, server, why) => `${server} is too busy to list ${what}: ${why}; try again`,
  failed: (what, server, why) => `cannot list ${what} of ${server}: ${why}`,
  silent: (what, server, why) => `${server} says nothing about ${what}: ${why}`,
}

/** Why a list did not come, for somebody who waits for it and asks once. */
export function endingSentence(ending: Ending, feed: Feed, server: URL): string {
  const why = ending.is === 'ended' ? '' : ending.why
  return SENTENCES[ending.is](nameOf(feed), shownAddress(server), why)
}
