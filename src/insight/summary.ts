import { clip, oneLine } from '../observe/clip.ts'
import { minus } from '../observe/nanos.ts'
import type { Standing } from '../timeline/startup.ts'
import type { State } from '../timeline/verdict.ts'
import { forgottenReady } from '../timeline/was-ready.ts'
import { BETWEEN, criticalPath } from './critical-path.ts'
import { durationText } from './duration-text.ts'
import { waitOf } from './wait.ts'

const WORDS: Readonly<Record<State, (time: string) => string>> = {
  ready: (time) => `ready after ${time}`,
  completed: (time) => `completed after ${time}`,
  crashed: (time) => `crashed after ${time}`,
  failed: (time) => `failed after ${time}`,
  deleted: (time) => `deleted after ${time}, before it was ready`,
  stuck: (time) => `not ready after ${time}`,
  unknown: (time) => `lost sight of after ${time}, before it was ready`,
  starting: (time) => `not ready yet, after ${time}`,
}

/** The startup in a sentence: how it ended, and what took the time or stood in the way. */
export function summaryOf(startup: Standing): string {
  const time = durationText(minus(startup.end.at, startup.start.at))
  const words = WORDS[startup.outcome](startup.resumed ? `${time} more` : time)
  // A list shows that it happened, some time before.
  const head = startup.end.source === 'list_arrival' ? words.replace(' after ', ' within ') : words
  const { blame } = startup
  if (startup.outcome === 'ready' && forgottenReady(startup.view) !== undefined)
    return `was ready${startup.end.at > startup.start.at ? `, after ${time} at the earliest` : ''}; its status does not tell any more when`
  if (startup.outcome === 'starting')
    return [head, waitOf(startup)?.text ?? ''].filter((part) => part !== '').join(': ')
  if (blame === undefined) return `${head}${mostOf(startup)}`
  if (blame.stage === undefined && blame.reason === undefined) return head
  const where = [blame.stage, ...(blame.container === undefined ? [] : [`of container ${blame.container}`])]
  const exit = blame.exitCode === undefined ? '' : ` (exit code ${blame.exitCode})`
  const why = blame.reason === undefined ? '' : `${blame.reason}${exit}`
  const said = blame.message === undefined ? '' : `: ${clip(oneLine(blame.message), LIMIT)}`
  const place = where.filter((part) => part !== undefined).join(' ')
  return `${head}: ${[place, why].filter((part) => part !== '').join(', ')}${said}`
}

function mostOf(startup: Standing): string {
  const [first] = criticalPath(startup).filter(({ label }) => label !== BETWEEN)
  if (first === undefined) return ''
  return `; ${first.label} took ${durationText(first.duration)} (${Math.round(first.share * 100)} %)`
}

/** Messages can be long: the whole one is in `podstart.message`. */
const LIMIT = 200
