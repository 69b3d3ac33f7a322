import { setTimeout as sleep } from 'node:timers/promises'
import { bookmark, catchUp, endsList, type CatchUp } from '../observe/bookmark.ts'
import { has, text } from '../observe/json.ts'
import type { Nanos } from '../observe/nanos.ts'
import { LEFT, type WatchItem } from '../observe/observe.ts'
import { open } from './body.ts'
import type { Answer, Connection } from './connection.ts'
import type { Ending } from './ending.ts'
import { pathOf, type Feed } from './feed.ts'
import { readPage, type PageSettings } from './list.ts'
import { nextStep, type Step } from './next-step.ts'
import { readWatch, type Watched } from './watch.ts'

export interface ReflectorSettings extends PageSettings {
  /** From 0 to 1. */
  readonly random: () => number
}

/** What a reflector tells beside its items, for the log, the metrics and the probes. */
export type News =
  | { readonly is: 'asked'; readonly verb: 'list' | 'watch' }
  | { readonly is: 'bytes'; readonly at: Nanos }
  /** The watch is open and up to date: after the first list, and after each interruption. */
  | { readonly is: 'seeing'; readonly at: Nanos }
  /** Nothing more is seen, since now; what happened after `dark` may have been missed already. */
  | { readonly is: 'blind'; readonly since: Nanos; readonly dark: Nanos }
  | { readonly is: 'unreadable'; readonly line: string }
  | { readonly is: 'over'; readonly ending: Ending; readonly step: Step; readonly failures: number }

export interface Listener {
  /** In order of arrival. What it throws ends the reflector. */
  item(item: WatchItem): void
  news(news: News): void
}

/**
 * Lists and watches for good, through every interruption. What comes is what a single watch of a server with WatchList
 * would bring: what was there as ADDED and `listed`, a bookmark at the end of it, then the changes. A list that is taken
 * again begins with an ERROR. After an interruption a bookmark says since when nothing was seen.
 *
 * @returns when `signal` aborts. Rejects only with what the listener throws
 */
export async function reflect(
  feed: Feed,
  connection: Connection,
  settings: ReflectorSettings,
  listener: Listener,
  signal: AbortSignal,
): Promise<void> {
  const reflector = new Reflector(feed, connection, settings, listener, signal)
  while (!signal.aborted) {
    const ending = await reflector.attempt()
    if (signal.aborted) return
    const { delay } = reflector.after(ending)
    if (delay > 0) await sleep(delay, undefined, { signal }).catch(() => undefined)
  }
}

/** A watch that lived so long has worked: what ends it is the first failure of a new row. */
const LONG_ENOUGH = 5_000_000_000n

class Reflector {
  readonly #feed: Feed
  readonly #connection: Connection
  readonly #settings: ReflectorSettings
  readonly #listener: Listener
  readonly #signal: AbortSignal
  #position: string | undefined
  #offersWatchList = true
  #failures = 0
  #answered = 0
  /** Since the last ERROR. */
  #hasBroughtAny = false
  /** The server has begun a watch in this attempt. */
  #isBegun = false
  /** Since when nothing is seen; none while the watch is up to date. */
  #blind: Nanos | undefined
  #lastByteAt: Nanos
  #began: Nanos
  #catchUp: CatchUp | undefined

  constructor(
    feed: Feed,
    connection: Connection,
    settings: ReflectorSettings,
    listener: Listener,
    signal: AbortSignal,
  ) {
    this.#feed = feed
    this.#connection = connection
    this.#settings = settings
    this.#listener = listener
    this.#signal = signal
    this.#lastByteAt = this.#began = settings.now()
  }

  attempt(): Promise<Ending> {
    this.#began = this.#settings.now()
    this.#isBegun = false
    if (this.#position !== undefined) return this.#goOn(this.#position)
    if (this.#hasBroughtAny) this.#emit('ERROR', AGAIN, this.#began)
    this.#hasBroughtAny = false
    this.#catchUp = undefined
    return this.#offersWatchList ? this.#watchList() : this.#listByPages()
  }

  /** Draws the conclusions from an attempt's end. */
  after(ending: Ending): Step {
    const now = this.#settings.now()
    if (now - this.#began >= LONG_ENOUGH && this.#isBegun) this.#failures = this.#answered = 0
    this.#failures += 1
    if (ending.is === 'failed' && ending.answered) this.#answered += 1
    if (ending.is === 'not offered') this.#offersWatchList = false
    const step = nextStep(ending, {
      failures: this.#failures,
      answered: this.#answered,
      chance: this.#settings.random(),
    })
    if (!step.keepsPosition) this.#position = undefined
    if (step.renewsCredentials) this.#connection.renewCredentials()
    if (this.#blind === undefined) {
      this.#blind = now
      this.#listener.news({ is: 'blind', since: now, dark: this.#darkSince(ending, now) })
    }
    // Who refuses is alive.
    if (isAnswer(ending)) this.#listener.news({ is: 'bytes', at: now })
    this.#listener.news({ is: 'over', ending, step, failures: this.#failures })
    return step
  }

  /**
   * When the server ends a watch it has sent all, and a quiet watch of Events is opened anew to be sure; when a connection
   * breaks, what came last is the last that is known.
   */
  #darkSince({ is }: Ending, now: Nanos): Nanos {
    return is === 'ended' || (is === 'silent' && this.#feed.watch === 'events') ? now : this.#lastByteAt
  }

  async #goOn(position: string): Promise<Ending> {
    const opened = await this.#open({ watch: 'true', allowWatchBookmarks: 'true', resourceVersion: position })
    if (opened.is === 'none') return opened.ending
    const now = this.#settings.now()
    if (this.#blind !== undefined) this.#emit('BOOKMARK', bookmark(position, { blindSince: this.#blind }), now)
    this.#catchUp = { since: now, last: now }
    this.#see(now)
    return this.#follow(opened.answer)
  }

  async #watchList(): Promise<Ending> {
    const opened = await this.#open({
      watch: 'true',
      allowWatchBookmarks: 'true',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
    })
    if (opened.is === 'open') return this.#follow(opened.answer)
    const { ending } = opened
    // Servers before 1.32, and those with it switched off, say 400 or 422.
    return ending.is === 'refused' && /^HTTP (400|422)\b/.test(ending.why) ? { ...ending, is: 'not offered' } : ending
  }

  async #listByPages(): Promise<Ending> {
    let from: string | undefined
    let asOf: Nanos | undefined
    do {
      this.#listener.news({ is: 'asked', verb: 'list' })
      const page = await readPage(this.#connection, this.#feed, from, this.#settings, this.#signal)
      if (page.is === 'none') return page.ending
      this.#bytes(page.at)
      for (const object of page.objects) this.#emit('ADDED', object, page.at, true)
      for (const line of page.unreadable) this.#listener.news({ is: 'unreadable', line })
      from = page.next
      asOf ??= page.at
      if (from === undefined) this.#listEnds(page.resourceVersion, page.at)
    } while (from !== undefined)
    // All pages show what the first one found: what happened since then comes with the watch.
    this.#blind = asOf
    return this.#position === undefined ? { is: 'ended' } : this.#goOn(this.#position)
  }

  #open(query: Readonly<Record<string, string>>) {
    this.#listener.news({ is: 'asked', verb: 'watch' })
    return open(this.#connection, pathOf(this.#feed, query), this.#settings, this.#signal)
  }

  async #follow(answer: Answer): Promise<Ending> {
    this.#isBegun = true
    for await (const watched of readWatch(answer, this.#settings)) {
      if (watched.is === 'over') return watched.ending
      this.#take(watched)
    }
    return { is: 'ended' }
  }

  #take(watched: Exclude<Watched, { is: 'over' }>): void {
    if (watched.is === 'bytes') return this.#bytes(watched.at)
    if (watched.is === 'unreadable') return this.#listener.news(watched)
    const { at, type, object } = watched
    const isListing = this.#position === undefined
    const resourceVersion = text(object, 'metadata', 'resourceVersion')
    if (isListing && endsList({ type, object }) && resourceVersion !== undefined) {
      this.#listEnds(resourceVersion, at)
      return this.#see(at)
    }
    if (this.#catchUp !== undefined && type !== 'BOOKMARK') this.#catchUp = catchUp(this.#catchUp, at)
    // A change before the list's end is none of what was there.
    this.#emit(type, object, at, isListing ? type === 'ADDED' : this.#catchUp !== undefined)
    if (!isListing) this.#position = resourceVersion ?? this.#position
  }

  #listEnds(resourceVersion: string, at: Nanos): void {
    this.#position = resourceVersion
    const marks = { endsList: true, ...(this.#blind !== undefined && { blindSince: this.#blind }) }
    this.#emit('BOOKMARK', bookmark(resourceVersion, marks), at)
    this.#catchUp = undefined
  }

  /** The watch is up to date from here on. */
  #see(at: Nanos): void {
    this.#blind = undefined
    this.#lastByteAt = at
    this.#listener.news({ is: 'seeing', at })
  }

  #bytes(at: Nanos): void {
    this.#lastByteAt = at
    this.#listener.news({ is: 'bytes', at })
  }

  #emit(type: string, object: unknown, at: Nanos, listed = false): void {
    const { watch, labelSelector } = this.#feed
    const hasLeft = type === 'DELETED' && labelSelector !== undefined && !has(object, 'metadata', 'deletionTimestamp')
    this.#hasBroughtAny = true
    this.#listener.item({ at, watch, type: hasLeft ? LEFT : type, object, listed })
  }
}

const isAnswer = (ending: Ending): boolean => ending.is !== 'silent' && (ending.is !== 'failed' || ending.answered)

const AGAIN = {
  kind: 'Status',
  code: 410,
  reason: 'Expired',
  message: 'the watch could not go on: all is listed again',
}
