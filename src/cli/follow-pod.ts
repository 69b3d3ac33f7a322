import type { Connection } from '../kube/connection.ts'
import { nameOf, silenceOf } from '../kube/feed.ts'
import { reflect, type News, type ReflectorSettings } from '../kube/reflector.ts'
import { feedsFor, type Scope } from '../kube/snapshot.ts'
import { minus, seconds, type Nanos } from '../observe/nanos.ts'
import { leftBy, type WatchItem } from '../observe/observe.ts'
import type { PodUid } from '../observe/observation.ts'
import type { Standing } from '../timeline/startup.ts'
import { createGapFinder } from '../tracker/gaps.ts'
import type { Standings } from '../tracker/standings.ts'

export interface Following {
  readonly connection: Connection
  readonly scope: Scope
  readonly reflector: ReflectorSettings
  readonly standings: Standings
  readonly uid: PodUid
  /** Called once in a while as long as it goes on; `trouble` is why nothing new can be seen. */
  readonly draw: (standing: Standing, trouble: string | undefined) => void
}

const EVERY_MS = 250
/** Events come up to half a second after the status that they explain. */
const GRACE = seconds(1)

/** Watches one pod until its startup is over. @returns how it stood then, or when `signal` aborted */
export async function followPod(following: Following, signal: AbortSignal): Promise<Standing | undefined> {
  const { connection, scope, reflector, standings, uid, draw } = following
  const over = new AbortController()
  const end = AbortSignal.any([signal, over.signal])
  const troubles = new Map<string, string>()
  const gaps = createGapFinder()
  const look = (): void => {
    const now = reflector.now()
    const standing = standings.at(uid, now)
    if (standing === undefined) return
    draw(standing, [...troubles.values()][0])
    if (isOver(standing, now)) over.abort()
  }
  look()
  const timer = setInterval(look, EVERY_MS)
  const watches = Object.values(feedsFor(scope)).map((feed) => {
    const listener = {
      item(item: WatchItem) {
        for (const gone of gaps.take(item)?.gone ?? []) standings.take(leftBy(gone, item))
        standings.take(item)
      },
      news: (news: News) => tell(troubles, nameOf(feed), news),
    }
    return reflect(feed, connection, { ...reflector, silence: silenceOf(feed, reflector.silence) }, listener, end)
  })
  try {
    await Promise.all(watches)
  } finally {
    over.abort()
    clearInterval(timer)
  }
  return standings.at(uid, reflector.now())
}

function tell(troubles: Map<string, string>, feed: string, news: News): void {
  if (news.is === 'seeing') troubles.delete(feed)
  if (news.is === 'over' && news.ending.is !== 'ended') troubles.set(feed, `${feed}: ${news.ending.why}`)
}

const GOES_ON: readonly Standing['outcome'][] = ['starting', 'stuck']

const isOver = ({ outcome, lastChangeAt }: Standing, now: Nanos): boolean =>
  !GOES_ON.includes(outcome) && minus(now, lastChangeAt) >= GRACE
