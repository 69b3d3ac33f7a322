import type { Exchange } from './exchange.ts'
import type { Withheld } from './faults.ts'
import type { RequestRecord } from './journal.ts'
import type { ListOptions } from '../../../src/simcluster/api/list-options.ts'
import type { Target } from '../../../src/simcluster/api/list.ts'
import type { Pipe, ResetWhen } from './pipe.ts'
import { RESOURCES } from '../../../src/simcluster/api/resources.ts'
import type { Settings } from './settings.ts'
import type { Store } from '../../../src/simcluster/api/store.ts'
import { bookmark, frame, type View, type WatchBegin, type WatchEvent } from '../../../src/simcluster/api/watch.ts'

/** A watch that is open, in the hands of the test. */
export interface OpenWatch extends Target {
  readonly request: RequestRecord
  readonly labelSelector: string | undefined
  readonly fieldSelector: string | undefined
  /** The version it began at: the one asked for, or that of its initial events. */
  readonly resourceVersion: string
  /** How many events have been sent; raw bytes are none. */
  readonly sent: number
  /** Bytes of the test's own, whatever is withheld. Settles when they are on their way. */
  write(raw: string | Uint8Array): Promise<void>
  /** An event of the test's own. */
  send(type: string, object: unknown): Promise<void>
  /** A bookmark now, if the watch asked for any. */
  bookmark(): void
  /** From now on keeps back; what is kept back comes with `release()`. */
  withhold(what: Withheld): void
  release(): void
  /** The orderly end, as at a timeout. */
  end(): Promise<void>
  reset(when?: ResetWhen): Promise<void>
}

interface Watched {
  readonly target: Target
  readonly options: ListOptions
  readonly begin: Extract<WatchBegin, { readonly begin: 'streaming' }>
  readonly view: View
  readonly withheld: Withheld | undefined
  /** An event has been sent. */
  readonly tell: () => void
}

/** What is written from now on goes down a pipe, until the exchange is over. */
export function streamWatch(
  store: Store,
  settings: Settings,
  exchange: Exchange,
  pipe: Pipe,
  watched: Watched,
): OpenWatch {
  const { target, options, begin, view } = watched
  const { resource, namespace } = target
  const query = exchange.record.query
  const held: { readonly event: WatchEvent; readonly version: number }[] = []
  let withheld: Withheld | undefined
  /** All up to this version has been sent; nothing older comes again. */
  let position = begin.from
  let sent = 0

  const put = (event: WatchEvent): void => {
    sent += 1
    void pipe.write(frame(event))
    watched.tell()
  }
  const push = (event: WatchEvent, version: number): void => {
    if (withheld !== undefined) return void held.push({ event, version })
    put(event)
    position = version
  }
  const watch: OpenWatch = {
    resource,
    namespace,
    labelSelector: query['labelSelector'],
    fieldSelector: query['fieldSelector'],
    request: exchange.record,
    resourceVersion: String(position),
    get sent() {
      return sent
    },
    write(raw) {
      if (exchange.record.ended !== undefined) throw new Error('this watch has ended')
      return pipe.write(raw)
    },
    send: (type, object) => watch.write(frame({ type, object })),
    bookmark() {
      const before = held.some(({ event }) => event.type === 'BOOKMARK')
      if (!options.allowWatchBookmarks || withheld === 'everything' || before) return
      put(bookmark(target, withheld === undefined ? Math.max(position, store.version()) : position))
    },
    withhold(what) {
      if (withheld === undefined) position = Math.max(position, store.version())
      withheld = what
    },
    release() {
      withheld = undefined
      for (const { event, version } of held.splice(0)) push(event, version)
    },
    end: () => pipe.end(),
    reset: (when) => pipe.reset(when),
  }
  withheld = watched.withheld
  const now = Math.max(position, store.version())
  for (const event of begin.events) push(event, now)

  const unsubscribe = store.onChange((change) => {
    const event = change.version > begin.from ? view(change) : undefined
    if (event !== undefined) push(event, change.version)
  })
  const timers = timersOf(watch, options, settings)
  exchange.onEnd(() => {
    unsubscribe()
    timers.forEach(clearTimeout)
  })
  return watch
}

/** Bookmarks now and then, one 2 s before the end, and the end. */
function timersOf(watch: OpenWatch, { timeoutSeconds, allowWatchBookmarks }: ListOptions, settings: Settings) {
  const { secondMs, bookmarkEveryMs } = settings
  const regular = allowWatchBookmarks && RESOURCES[watch.resource].cached
  return [
    ...(regular ? [setInterval(() => watch.bookmark(), bookmarkEveryMs)] : []),
    ...(regular && timeoutSeconds > 2 ? [setTimeout(() => watch.bookmark(), (timeoutSeconds - 2) * secondMs)] : []),
    ...(timeoutSeconds > 0 ? [setTimeout(() => void watch.end(), timeoutSeconds * secondMs)] : []),
  ]
}
