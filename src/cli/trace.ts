import { createLogUpdate } from 'log-update'
import { createWallClock } from '../kube/wall-clock.ts'
import { toMillis, type Nanos } from '../observe/nanos.ts'
import type { Standing } from '../timeline/startup.ts'
import { createStandings } from '../tracker/standings.ts'
import type { Environment } from './config.ts'
import { EXIT } from './exit-codes.ts'
import { findPod } from './find-pod.ts'
import { followPod } from './follow-pod.ts'
import { openLook, PATIENCE_MS, type Look } from './look.ts'
import { painterFor } from './painter.ts'
import { jsonOf, pictureOf, type PictureSettings } from './pod-picture.ts'
import { nameDoubts, readPodName, type AskedFor } from './pod-name.ts'
import type { Terminal } from './replay-targets.ts'
import { sayTo } from './say.ts'
import { variableOf } from './settings/names.ts'
import { terminalWidth } from './terminal-width.ts'
import type { TraceOptions } from './trace-options.ts'
import { REFLECTOR } from './watch-settings.ts'

/** `podstart trace POD`. @returns the process's exit code */
export async function runTrace(
  name: string,
  options: TraceOptions,
  environment: Environment,
  terminal: Terminal,
  version: string,
  signal: AbortSignal,
  now: () => Nanos = createWallClock(),
): Promise<number> {
  const look = await openLook(options, environment, version, now)
  const say = sayTo(terminal.err)
  const asked = readPodName(name)
  const problems = 'problems' in look ? look.problems : [...nameDoubts(asked), ...doubtsOf(look, options, environment)]
  problems.forEach(say)
  if ('problems' in look || problems.length > 0) return EXIT.badInput
  try {
    const traced = await trace(asked, look, show(options, environment, terminal, look), { signal, options, say })
    if (signal.aborted) return EXIT.interrupted
    if (traced.is === 'traced') return codeOf(traced.standing)
    say(traced.problem)
    return EXIT.failed
  } finally {
    look.connection.close()
  }
}

const isUrl = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text)

const jaegerOf = ({ jaeger }: TraceOptions, { podstart }: Environment): string | undefined =>
  jaeger ?? podstart[variableOf('jaegerUrl')]

function doubtsOf({ settings }: Look, options: TraceOptions, environment: Environment): readonly string[] {
  const jaeger = jaegerOf(options, environment)
  return [
    ...(settings.namespace.length > 1 ? ['a pod is in one namespace: name that one'] : []),
    ...(jaeger === undefined || isUrl(jaeger)
      ? []
      : [`"${jaeger}" is no address of Jaeger like http://localhost:16686`]),
  ]
}

type Traced = { readonly is: 'traced'; readonly standing: Standing } | { readonly is: 'none'; readonly problem: string }

interface Around {
  readonly signal: AbortSignal
  readonly options: TraceOptions
  readonly say: (text: string) => void
}

async function trace(asked: AskedFor, look: Look, shows: Shows, { signal, options, say }: Around): Promise<Traced> {
  const { connection, settings, tracker, now, clockDoubt } = look
  const namespace = settings.namespace[0] ?? connection.namespace
  const reflector = { now, silence: toMillis(settings.watchSilence), ...REFLECTOR }
  const listing = { ...reflector, patience: PATIENCE_MS, tell: say }
  const found = await findPod(asked, namespace, connection, listing, signal)
  if (found.is === 'none') return found
  const { uid, snapshot } = found
  const { at, pods, events, withoutEvents } = snapshot
  const standings = createStandings(tracker)
  for (const item of [...pods, ...events]) standings.take(item)
  const notes = [withoutEvents, clockDoubt()].filter((note) => note !== undefined)
  const said: Said = { notes, hasEvents: withoutEvents === undefined }
  const standing = options.watch === true ? await follow() : standings.at(uid, at)
  if (standing === undefined) return { is: 'none', problem: `the pod ${asked.text} cannot be read` }
  shows.last(standing, said)
  return { is: 'traced', standing }

  function follow(): Promise<Standing | undefined> {
    const draw = (one: Standing, trouble: string | undefined) =>
      shows.again(one, trouble === undefined ? said : { ...said, notes: [...notes, trouble] })
    const scope = { namespace, pod: asked.name }
    return followPod({ connection, scope, reflector, standings, uid, draw }, signal)
  }
}

type Said = Pick<PictureSettings, 'notes' | 'hasEvents'>

interface Shows {
  /** While it goes on: on a terminal alone. */
  again(standing: Standing, said: Said): void
  last(standing: Standing, said: Said): void
}

function show(options: TraceOptions, environment: Environment, { out, err }: Terminal, { settings }: Look): Shows {
  const { context: mode, rootService } = settings
  const spans = { mode, ...(rootService !== undefined && { rootService }) }
  const jaeger = jaegerOf(options, environment)
  const paint = painterFor(options.color, environment, out)
  const picture = (standing: Standing, said: Said): string => {
    const style = { width: terminalWidth(out) ?? 100, paint }
    return pictureOf(standing, { spans, style, ...said, ...(jaeger !== undefined && { jaeger }) }).join('\n')
  }
  // Nobody knows how many lines are to be taken back where the width is not known.
  const isRedrawn = options.output === 'text' && terminalWidth(out) !== undefined
  const update = createLogUpdate(out as NodeJS.WriteStream)
  return {
    again(standing, said) {
      if (isRedrawn) update(picture(standing, said))
    },
    last(standing, said) {
      if (isRedrawn) update.clear()
      if (isRedrawn) update.done()
      if (options.output === 'json') said.notes.forEach(sayTo(err))
      out.write(
        options.output === 'json' ? jsonOf(standing, spans, settings, environment) : `${picture(standing, said)}\n`,
      )
    },
  }
}

const GOOD: readonly Standing['outcome'][] = ['ready', 'completed', 'starting']

const codeOf = ({ outcome }: Standing): number => (GOOD.includes(outcome) ? EXIT.ok : EXIT.notStarted)
