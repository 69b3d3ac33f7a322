import type { Feed } from '../kube/feed.ts'
import { nameOf } from '../kube/feed.ts'
import { endingSentence } from '../kube/ending-sentence.ts'
import type { News } from '../kube/reflector.ts'
import { minus, seconds, type Nanos } from '../observe/nanos.ts'
import { durationText } from '../insight/duration-text.ts'

/** Tells of interruptions, each once and when it is over. */
export interface WatchNews {
  news(feed: Feed, news: News): void
}

/** An interruption that heals sooner is not told. */
const SHORT = seconds(1)

/**
 * @param say a sentence
 * @param fail pods cannot be read, and never could: there is nothing to watch
 */
export function createWatchNews(server: URL, say: (text: string) => void, fail: (problem: string) => void): WatchNews {
  const seen = new Set<Feed>()
  const blind = new Map<Feed, Nanos>()
  const told = new Set<Feed>()
  return {
    news(feed, news) {
      if (news.is === 'blind') blind.set(feed, news.since)
      if (news.is === 'seeing') {
        const since = blind.get(feed)
        if (since !== undefined && told.has(feed) && seen.has(feed))
          say(`${nameOf(feed)}: watching again, after ${durationText(minus(news.at, since))} without sight`)
        seen.add(feed)
        blind.delete(feed)
        told.delete(feed)
      }
      if (news.is !== 'over' || !isTrouble(news)) return
      const sentence = endingSentence(news.ending, feed, server)
      if (feed.watch === 'pods' && !seen.has(feed) && isHopeless(news)) return fail(sentence)
      if (told.has(feed)) return
      told.add(feed)
      const when = news.step.delay < toMs(SHORT) ? 'trying again' : `again in ${Math.round(news.step.delay / 1_000)} s`
      say(`${seen.has(feed) ? `lost sight of ${nameOf(feed)}: ${whyOf(news)}` : sentence}; ${when}`)
    },
  }
}

const whyOf = ({ ending }: Over): string => (ending.is === 'ended' ? '' : ending.why)

type Over = Extract<News, { is: 'over' }>

const toMs = (duration: Nanos): number => Number(duration / 1_000_000n)

/** Servers end watches as they please, and say what they do not offer. */
const isTrouble = ({ ending }: Over): boolean => !['ended', 'expired', 'not offered'].includes(ending.is)

/** Credentials may be renewed once, a server may be starting. */
const isHopeless = ({ ending, failures }: Over): boolean => ending.is === 'refused' || failures >= 2
