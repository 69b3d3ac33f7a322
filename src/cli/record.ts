import { createRecorder, type Recorder } from '../deliver/recorder.ts'
import { shownUrl } from '../deliver/sender.ts'
import { connectTo } from './connect.ts'
import { feedsOf, nameOf, silenceOf, type Feed } from '../kube/feed.ts'
import { reflect, type News } from '../kube/reflector.ts'
import { createWallClock } from '../kube/wall-clock.ts'
import { messageOf } from '../observe/clip.ts'
import { seconds, toMillis, type Nanos } from '../observe/nanos.ts'
import { toLine } from '../replay/recording.ts'
import type { Environment } from './config.ts'
import { EXIT } from './exit-codes.ts'
import { createProgress, type RecordProgress } from './record-progress.ts'
import type { Terminal } from './replay-targets.ts'
import type { Flags } from './settings/load-settings.ts'
import { readSettings } from './settings/read-settings.ts'
import type { Settings } from './settings/settings.ts'
import { REFLECTOR } from './watch-settings.ts'

export type RecordOptions = Flags & {
  readonly out: string
  /** Until a signal, without one. */
  readonly for?: Nanos
}

/** `podstart record`: until `signal`, or for as long as was asked. @returns the process's exit code */
export async function runRecord(
  { out, for: length, ...flags }: RecordOptions,
  environment: Environment,
  terminal: Terminal,
  version: string,
  signal: AbortSignal,
): Promise<number> {
  const progress = createProgress(terminal.err)
  const loaded = await readSettings(flags, environment)
  const problems = loaded.ok ? [...oneNamespace(loaded.settings), ...tooLong(length)] : loaded.problems
  problems.forEach(progress.say)
  if (!loaded.ok || problems.length > 0) return EXIT.badInput
  const isFull = new AbortController()
  const ends = [
    signal,
    isFull.signal,
    ...(length === undefined ? [] : [AbortSignal.timeout(Math.ceil(toMillis(length)))]),
  ]
  let recorder: Recorder
  try {
    recorder = await createRecorder(out, () => isFull.abort())
  } catch (error) {
    progress.say(`cannot write ${out}: ${messageOf(error)}`)
    return EXIT.failed
  }
  const how = await record(loaded.settings, version, recorder, progress, out, AbortSignal.any(ends))
  if (how !== 'done') {
    await recorder.discard()
    return how === 'no cluster' ? EXIT.badInput : EXIT.failed
  }
  const why = await recorder.close()
  progress.say(why === undefined ? `${out}: ${progress.total()}` : `${out} is not whole: ${why}`)
  return why === undefined ? EXIT.ok : EXIT.failed
}

const oneNamespace = ({ namespace }: Settings): readonly string[] =>
  namespace.length > 1 ? ['a recording is of one namespace, or of all; make one for each'] : []

/** Node's timers hold no more than 24 days. */
const LONGEST = seconds(24 * 3_600)

const tooLong = (length: Nanos | undefined): readonly string[] =>
  length !== undefined && length > LONGEST
    ? ['--for is longer than 24h; without it a recording goes on until Ctrl-C']
    : []

async function record(
  settings: Settings,
  version: string,
  recorder: Recorder,
  progress: RecordProgress,
  out: string,
  signal: AbortSignal,
): Promise<'done' | 'not listed' | 'no cluster'> {
  const connection = connectTo(settings, version)
  if ('problem' in connection) {
    progress.say(connection.problem)
    return 'no cluster'
  }
  const feeds = feedsOf(settings.namespace, settings.labelSelector === '' ? undefined : settings.labelSelector)
  progress.say(
    `recording ${feeds.map(nameOf).join(' and ')} of ${shownUrl(connection.server.href)} to ${out}; Ctrl-C ends it`,
  )
  const reflector = { now: createWallClock(), silence: toMillis(settings.watchSilence), ...REFLECTOR }
  const listed = new Set<Feed>()
  const watches = feeds.map((feed) => {
    const listener = {
      item(item: Parameters<typeof toLine>[0]) {
        recorder.write(toLine(item))
        progress.item(item)
      },
      news(news: News) {
        if (news.is === 'seeing') listed.add(feed)
        progress.news(nameOf(feed), news)
      },
    }
    const own = { ...reflector, silence: silenceOf(feed, reflector.silence) }
    return reflect(feed, connection, own, listener, signal)
  })
  await Promise.all(watches)
  connection.close()
  for (const feed of feeds.filter((one) => !listed.has(one))) progress.say(`${nameOf(feed)}: never listed as a whole`)
  return listed.size === feeds.length ? 'done' : 'not listed'
}
