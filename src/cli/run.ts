import { setTimeout as sleep } from 'node:timers/promises'
import { createLog, type Log } from '../serve/log.ts'
import { startChild, type Child, type Ended } from './child.ts'
import type { Environment } from './config.ts'
import { EXIT } from './exit-codes.ts'
import type { Terminal } from './replay-targets.ts'
import { sayTo } from './say.ts'
import type { Flags } from './settings/load-settings.ts'
import { flagOf } from './settings/names.ts'
import { readSettings } from './settings/read-settings.ts'
import { COMMAND_KEYS } from './settings/settings.ts'

export type Part = keyof typeof COMMAND_KEYS

/** The webhook first: what it is not there for is lost, and the exporter can look back. */
const PARTS: readonly Part[] = ['webhook', 'exporter']

/** Who ends by itself so soon after the first start has something wrong that a restart does not heal. */
const FIRST_MS = 10_000
/** Who has run for so long has got over what was wrong. */
const HEALED_MS = 60_000
const LONGEST_DELAY_MS = 30_000

/**
 * `podstart run`: webhook and exporter, each in a process of its own, so that the one is not slow, and does not end,
 * when the other is busy or does.
 *
 * @returns the process's exit code
 */
export async function runBoth(
  flags: Flags,
  environment: Environment,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const loaded = await readSettings(flags, environment)
  if (!loaded.ok) {
    loaded.problems.forEach(sayTo(terminal.err))
    return EXIT.badInput
  }
  const { logLevel: level, logFormat: format } = loaded.settings
  const isTerminal = terminal.err.isTTY === true
  const log = createLog({ level, format, colored: isTerminal && !environment.noColor, name: 'run' }, isTerminal)
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  const codes = await Promise.all(
    PARTS.map(async (part) => {
      const code = await keepRunning(part, () => startChild(part, argumentsOf(part, flags)), log, stop)
      // Without the one, the other alone is not what was asked for.
      failed.abort()
      return code
    }),
  )
  return Math.max(...codes)
}

/** The flags as they were given, as far as they are the part's. */
const argumentsOf = (part: Part, flags: Flags): readonly string[] =>
  (['config', ...COMMAND_KEYS[part]] as const).flatMap((key) =>
    [flags[key] ?? []].flat().flatMap((value) => [flagOf(key), value]),
  )

/** Starts it again when it crashes. @returns its exit code, once it ended by `stop` or could not even start */
async function keepRunning(part: Part, start: () => Child, log: Log, stop: AbortSignal): Promise<number> {
  for (let failures = 1; ; failures += 1) {
    const child = start()
    log.info(`the ${part} runs ${failures === 1 ? '' : 'again '}as process ${child.pid}`)
    const ended = await child.untilEnded(stop)
    if (stop.aborted) return ended.code
    if (ended.code === EXIT.badInput || (failures === 1 && ended.signal === null && ended.after < FIRST_MS)) {
      log.error(`the ${part} ${how(ended)} at its start; ending`)
      return ended.code || EXIT.failed
    }
    if (ended.after > HEALED_MS) failures = 1
    const delay = Math.min(1_000 * 2 ** (failures - 1), LONGEST_DELAY_MS)
    log.error(`the ${part} ${how(ended)}; starting it again in ${delay / 1_000} s`)
    await sleep(delay, undefined, { signal: stop }).catch(() => undefined)
    if (stop.aborted) return ended.code
  }
}

const how = ({ code, signal }: Ended): string =>
  signal === null ? `ended with code ${code}` : `was ended by ${signal}`
