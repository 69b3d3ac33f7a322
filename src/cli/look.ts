import type { Connection } from '../kube/connection.ts'
import { createServerClock } from '../kube/server-clock.ts'
import type { Nanos } from '../observe/nanos.ts'
import { clockDoubt } from './clock-doubt.ts'
import type { Environment } from './config.ts'
import { connectTo } from './connect.ts'
import { flagsOf, type LookOptions } from './look-options.ts'
import type { Flags } from './settings/load-settings.ts'
import { readSettings } from './settings/read-settings.ts'
import type { Settings } from './settings/settings.ts'
import { trackerSettings } from './watch-settings.ts'
import type { TrackerSettings } from '../tracker/tracker.ts'

/** What a command that looks at a cluster needs. */
export interface Look {
  readonly settings: Settings
  readonly connection: Connection
  /** The cluster's time. */
  readonly now: () => Nanos
  /** A sentence where that is not ours. */
  readonly clockDoubt: () => string | undefined
  readonly tracker: TrackerSettings
}

/** @returns sentences about flags, variables or the kubeconfig where there is no cluster to look at */
export async function openLook(
  options: LookOptions,
  environment: Environment,
  version: string,
  ours: () => Nanos,
  more: Flags = {},
): Promise<Look | { readonly problems: readonly string[] }> {
  const loaded = await readSettings({ ...flagsOf(options), ...more }, environment)
  if (!loaded.ok) return loaded
  const connection = connectTo(loaded.settings, version)
  if ('problem' in connection) return { problems: [connection.problem] }
  const clock = createServerClock(connection, ours)
  return {
    settings: loaded.settings,
    connection: clock.connection,
    now: clock.now,
    clockDoubt: () => clockDoubt(clock.ahead()),
    tracker: trackerSettings(loaded.settings),
  }
}

/** What is asked once is waited for by a person: not as long as a watch may take. */
export const PATIENCE_MS = 10_000
