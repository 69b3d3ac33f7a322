import type { News } from '../kube/reflector.ts'
import { clip, oneLine } from '../observe/clip.ts'
import type { WatchItem } from '../observe/observe.ts'
import { sayTo } from './say.ts'

type ErrorStream = NodeJS.WritableStream & { readonly isTTY?: boolean }

/** What a recording tells on stderr while it goes on. */
export interface RecordProgress {
  item(item: WatchItem): void
  news(feed: string, news: News): void
  say(text: string): void
  /** `123 pod items, 40 Event items`. */
  total(): string
}

const EVERY_MS = 500

export function createProgress(err: ErrorStream, now: () => number = Date.now): RecordProgress {
  const counts = { pods: 0, events: 0 }
  let shownAt = now()
  let isShown = false
  const clear = (): void => {
    if (isShown) err.write('\r\u001b[K')
    isShown = false
  }
  const say = (text: string): void => {
    clear()
    sayTo(err)(text)
  }
  const total = (): string => `${counts.pods} pod items, ${counts.events} Event items`
  return {
    item({ watch, type }) {
      if (type !== 'BOOKMARK') counts[watch] += 1
      if (err.isTTY !== true || now() - shownAt < EVERY_MS) return
      shownAt = now()
      clear()
      err.write(total())
      isShown = true
    },
    news(feed, news) {
      if (news.is === 'unreadable') say(`${feed}: a line that is no watch event: ${clip(oneLine(news.line), 200)}`)
      if (news.is !== 'over' || news.ending.is === 'ended') return
      const when = news.step.delay === 0 ? 'at once' : `in ${(news.step.delay / 1_000).toFixed(1)} s`
      say(`${feed}: ${news.ending.is}: ${news.ending.why}; again ${when}`)
    },
    say,
    total,
  }
}
