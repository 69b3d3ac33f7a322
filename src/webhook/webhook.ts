import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ListenAddress } from '../serve/server.ts'
import type { Check, Standing } from './health.ts'
import { LIVE, readiness } from './health.ts'
import type { Identity, Unusable } from './identity.ts'
import { watchIdentity, type IdentityPaths } from './identity-watch.ts'
import { createApp, type AppParts } from './app.ts'
import type { Report } from './report.ts'
import { createWebhookServer, type WebhookServer } from './server.ts'
import { watchTurns } from './turns.ts'

export interface WebhookParts extends Omit<AppParts, 'listener' | 'isDraining' | 'unseen'> {
  readonly listen: ListenAddress
  readonly files: IdentityPaths
  /** Milliseconds that calls are still answered for after the end was asked for. */
  readonly drain: number
  readonly report: Report
}

export interface Webhook {
  /** `HOST:PORT` as it was bound. */
  readonly address: string
  live(): readonly Check[]
  ready(now: Date): readonly Check[]
  /** Answers until `signal` aborts, and through the drain time; there is none when it has aborted already. */
  untilStopped(signal: AbortSignal): Promise<void>
}

/**
 * Starts to answer; without usable certificate files, every connection fails until there are such.
 *
 * @throws when the address cannot be listened on, with Node's own message
 */
export async function startWebhook(parts: WebhookParts): Promise<Webhook> {
  const { listen, files, drain, report, now } = parts
  let standing: Standing = { identity: { is: 'unusable', why: 'not read yet' }, isDraining: false }
  const turns = watchTurns(now)
  const stopped = new AbortController()
  const app = createApp({
    ...parts,
    listener: report,
    unseen: () => turns.unseen(),
    isDraining: () => standing.isDraining,
  })
  const server = createWebhookServer(app, {
    asksClients: files.clientCa !== undefined,
    onTlsFailure: (error) => report.tlsFailed(error),
  })
  const take = (identity: Identity | Unusable): void => {
    report.identity(identity)
    // What is served stays when the files cannot be.
    if (identity.is === 'unusable' && standing.identity.is === 'usable') return
    standing = { ...standing, identity }
    if (identity.is === 'usable') server.use(identity)
  }
  await watchIdentity(files, take, stopped.signal)
  const address = await server.listen(listen)
  return {
    address,
    live: () => LIVE,
    ready: (at) => readiness(standing, at),
    async untilStopped(signal) {
      // Told to end before it was ever ready, nobody sends it calls.
      const last = signal.aborted ? 0 : drain
      if (!signal.aborted) await once(signal, 'abort')
      standing = { ...standing, isDraining: true }
      await end(server, last)
      stopped.abort()
      turns.stop()
    },
  }
}

async function end(server: WebhookServer, drain: number): Promise<void> {
  // It takes a while until everybody knows that this endpoint is gone: a call that came to nobody would fail.
  await sleep(drain)
  await server.close()
}
