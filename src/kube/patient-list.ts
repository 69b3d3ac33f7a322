import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from './connection.ts'
import type { Ending } from './ending.ts'
import { nameOf, type Feed } from './feed.ts'
import { readPage, type Page, type PageSettings } from './list.ts'
import { nextStep } from './next-step.ts'

export interface PatientSettings extends PageSettings {
  /** From 0 to 1. */
  readonly random?: () => number
  /** Hears why it takes longer: a sentence. */
  readonly tell?: (progress: string) => void
}

/** The first among them. */
const TRIES = 4

/**
 * A page of a list for somebody who asks once: what may pass (429, 5xx, a connection that breaks) is tried again, when the
 * server says or with growing patience, a few times and for as long as an answer may take. A server that wants longer is
 * not asked again: then the ending says so.
 */
export async function readPatiently(
  connection: Connection,
  feed: Feed,
  from: string | undefined,
  settings: PatientSettings,
  signal: AbortSignal,
): Promise<Page | { readonly is: 'none'; readonly ending: Ending }> {
  const began = performance.now()
  for (let tries = 1; ; tries += 1) {
    const page = await readPage(connection, feed, from, settings, signal)
    if (page.is === 'page' || tries === TRIES || !isPassing(page.ending)) return page
    const { delay } = nextStep(page.ending, { failures: tries, answered: 0, chance: settings.random?.() ?? 0 })
    const isTooLong = performance.now() - began + delay > (settings.patience ?? settings.silence)
    if (isTooLong || signal.aborted) return page
    settings.tell?.(`${nameOf(feed)}: ${page.ending.why}; again in ${shown(delay)}`)
    await sleep(delay, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return page
  }
}

type Passing = Extract<Ending, { readonly is: 'throttled' | 'failed' }>

const isPassing = (ending: Ending): ending is Passing =>
  ending.is === 'throttled' || (ending.is === 'failed' && ending.isPassing === true)

const shown = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`)
