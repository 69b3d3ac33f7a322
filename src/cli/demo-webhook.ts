import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { issue } from '../certs/issue.ts'
import { startChild, type Ended } from './child.ts'

/** `podstart webhook` as a process, as it would be in a cluster. */
export interface DemoWebhook {
  /** As the API server calls it. */
  readonly url: string
  /** Of its probes and metrics. */
  readonly health: string
  /** Who signed its certificate, PEM. */
  readonly ca: string
  readonly ended: Promise<Ended>
}

const LIFETIME_MS = 30 * 86_400_000

/**
 * @param folder for its certificate
 * @param stop ends it
 * @throws when it ends before it answers
 */
export async function startDemoWebhook(folder: string, stop: AbortSignal): Promise<DemoWebhook> {
  const { ca, cert, key } = await issue({ names: ['localhost', '127.0.0.1'], lifetime: LIFETIME_MS, now: Date.now() })
  const files = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') }
  writeFileSync(files.cert, cert)
  writeFileSync(files.key, key, { mode: 0o600 })
  const url = Promise.withResolvers<string>()
  const health = Promise.withResolvers<string>()
  const last: string[] = []
  const child = startChild(
    'webhook',
    [
      ...['--tls-cert', files.cert, '--tls-key', files.key, '--drain', '0s', '--log-format', 'json'],
      ...['--webhook-listen', '127.0.0.1:0', '--webhook-health', '127.0.0.1:0'],
    ],
    (line) => {
      last.splice(0, last.length, ...last.slice(-LINES), line)
      const [address] = /https:[^\s"]+\/mutate/.exec(line) ?? []
      if (address !== undefined) url.resolve(address)
      const [, page] = /metrics on (http:[^\s"]+)/.exec(line) ?? []
      if (page !== undefined) health.resolve(page)
    },
  )
  const ended = child.untilEnded(stop)
  const early = ended.then(() => {
    throw new Error(`the webhook has ended:\n${last.join('\n')}`)
  })
  const [mutate, pages] = await Promise.race([Promise.all([url.promise, health.promise]), early])
  return { url: mutate, health: pages, ca, ended }
}

/** What is shown of its log when it ends at its start. */
const LINES = 5
