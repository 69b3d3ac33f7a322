import type { Connection } from '../kube/connection.ts'
import { feedsOf, nameOf, silenceOf, type Feed } from '../kube/feed.ts'
import { reflect, type News, type ReflectorSettings } from '../kube/reflector.ts'
import { shownAddress } from '../kube/shown-address.ts'
import { createWallClock } from '../kube/wall-clock.ts'
import { plus, toMillis, type Nanos } from '../observe/nanos.ts'
import { leftBy, type WatchItem } from '../observe/observe.ts'
import { createGapFinder } from '../tracker/gaps.ts'
import { createStandings, type Standings } from '../tracker/standings.ts'
import type { Environment } from './config.ts'
import { EXIT } from './exit-codes.ts'
import { createJsonFormat, createTextFormat } from './live-format.ts'
import { createLivePods, type LiveNews, type LivePods } from './live-pods.ts'
import { createLiveTotal } from './live-total.ts'
import { openLook, type Look } from './look.ts'
import { painterFor } from './painter.ts'
import type { Terminal } from './replay-targets.ts'
import { sayTo } from './say.ts'
import type { Flags } from './settings/load-settings.ts'
import { terminalWidth } from './terminal-width.ts'
import { countUnreadable } from './unreadable-pods.ts'
import { createWatchNews, type WatchNews } from './watch-news.ts'
import type { WatchOptions } from './watch-options.ts'
import { REFLECTOR } from './watch-settings.ts'

/** `podstart watch`: until `signal`, or for as long as was asked. @returns the process's exit code */
export async function runWatch(
  options: WatchOptions,
  environment: Environment,
  terminal: Terminal,
  version: string,
  signal: AbortSignal,
  now: () => Nanos = createWallClock(),
): Promise<number> {
  const look = await openLook(options, environment, version, now, scopeFlags(options))
  const say = sayTo(terminal.err)
  if ('problems' in look) {
    look.problems.forEach(say)
    return EXIT.badInput
  }
  const format = formatFor(options, environment, terminal, look)
  const total = createLiveTotal()
  const tell = (news: LiveNews): void => {
    total.count(news)
    terminal.out.write(`${format(news)}\n`)
  }
  const end = options.for === undefined ? signal : AbortSignal.any([signal, timeout(options.for)])
  const standings = countUnreadable(createStandings(look.tracker))
  const pods = livePods(look, standings)
  try {
    const problem = await watch({ look, options, pods, tell, say }, end)
    const leftOut = standings.leftOut()
    if (leftOut !== undefined) say(leftOut)
    say(problem ?? total.text(pods.starting()))
    return problem === undefined ? EXIT.ok : EXIT.failed
  } finally {
    look.connection.close()
  }
}

const timeout = (length: Nanos): AbortSignal => AbortSignal.timeout(Math.ceil(toMillis(length)))

const scopeFlags = ({ allNamespaces, selector }: WatchOptions): Flags => ({
  ...(allNamespaces === true && { namespace: '' }),
  ...(selector !== undefined && { labelSelector: selector }),
})

function livePods({ settings, tracker }: Look, standings: Standings): LivePods {
  const { crashWindow, maxPods } = settings
  // What ends inside the window is told a little after it.
  return createLivePods(standings, undefined, plus(crashWindow, tracker.settle.grace), maxPods)
}

function formatFor(options: WatchOptions, environment: Environment, { out }: Terminal, { settings }: Look) {
  if (options.output === 'json') return createJsonFormat(settings.context)
  return createTextFormat(painterFor(options.color, environment, out), terminalWidth(out))
}

interface Watching {
  readonly look: Look
  readonly options: WatchOptions
  readonly pods: LivePods
  readonly tell: (news: LiveNews) => void
  readonly say: (text: string) => void
}

const EVERY_MS = 250

/** @returns why it could not begin */
async function watch({ look, options, pods, tell, say }: Watching, signal: AbortSignal): Promise<string | undefined> {
  const { settings, connection, now } = look
  const feeds = feedsOf(
    namespacesFor(options, look),
    settings.labelSelector === '' ? undefined : settings.labelSelector,
  )
  const reflector = { now, silence: toMillis(settings.watchSilence), ...REFLECTOR }
  const failed = new AbortController()
  const news = createWatchNews(connection.server, say, (problem) => failed.abort(problem))
  say(`watching ${feeds.map(nameOf).join(' and ')} of ${shownAddress(connection.server)}; Ctrl-C ends it`)
  const doubts = createDoubts(look, say)
  const timer = setInterval(() => {
    doubts()
    pods.look(now()).forEach(tell)
  }, EVERY_MS)
  const end = AbortSignal.any([signal, failed.signal])
  try {
    await Promise.all(feeds.map((feed) => follow(feed, { connection, reflector, pods, news }, end)))
  } finally {
    clearInterval(timer)
    failed.abort()
  }
  return typeof failed.signal.reason === 'string' ? failed.signal.reason : undefined
}

/** Told once: it is known with the first answer. */
function createDoubts({ clockDoubt }: Look, say: (text: string) => void): () => void {
  let isTold = false
  return () => {
    const doubt = isTold ? undefined : clockDoubt()
    isTold ||= doubt !== undefined
    if (doubt !== undefined) say(doubt)
  }
}

function namespacesFor({ allNamespaces }: WatchOptions, { settings, connection }: Look): readonly string[] {
  if (allNamespaces === true || settings.namespace.length > 0) return settings.namespace
  return [connection.namespace]
}

interface Following {
  readonly connection: Connection
  readonly reflector: ReflectorSettings
  readonly pods: LivePods
  readonly news: WatchNews
}

function follow(feed: Feed, { connection, reflector, pods, news }: Following, signal: AbortSignal): Promise<void> {
  const gaps = createGapFinder()
  const listener = {
    item(item: WatchItem) {
      for (const gone of gaps.take(item)?.gone ?? []) pods.take(leftBy(gone, item))
      pods.take(item)
    },
    news: (one: News) => news.news(feed, one),
  }
  return reflect(feed, connection, { ...reflector, silence: silenceOf(feed, reflector.silence) }, listener, signal)
}
