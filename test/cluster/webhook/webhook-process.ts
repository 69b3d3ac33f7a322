import { ADDRESSES } from '../kit/cluster.ts'
import { answers, until } from '../kit/probes.ts'
import type { ServingPair } from './authority.ts'
import { metricAt } from './metric.ts'
import { mountSecret, type MountedSecret } from './mounted-secret.ts'
import { startPodstart, type PodstartProcess } from './podstart-process.ts'

/** `podstart webhook` on the machine's end of the cluster's link. */
export interface WebhookProcess extends PodstartProcess {
  readonly port: number
  /** `http://127.0.0.1:PORT` of its probes and metrics. */
  readonly health: string
  readonly secret: MountedSecret
  /** What a metric says, all its series with these labels together. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>
}

/** Starts it with a certificate, and waits until it is ready. */
export async function startWebhook(pair: ServingPair, flags: readonly string[] = []): Promise<WebhookProcess> {
  const webhook = await launchWebhook(flags)
  webhook.secret.put(pair)
  if (await isReady(webhook)) return webhook
  webhook.signal('SIGKILL')
  throw new Error(`the webhook does not get ready:\n${webhook.log.join('\n')}`)
}

export const isReady = ({ health }: WebhookProcess): Promise<boolean> =>
  until(answers(`${health}/readyz`), { seconds: 30 })

/** Starts it without one, which it waits for. */
export async function launchWebhook(flags: readonly string[] = []): Promise<WebhookProcess> {
  const secret = mountSecret()
  const files = ['--tls-cert', secret.cert, '--tls-key', secret.key]
  const places = ['--webhook-listen', `${ADDRESSES.machine}:0`, '--webhook-health', '127.0.0.1:0']
  const running = startPodstart(['webhook', ...files, ...places, ...flags])
  void running.ended.then(() => secret.remove())
  const address = async (what: string): Promise<string> => {
    const { msg } = JSON.parse(await running.says(what)) as { readonly msg: string }
    return /https?:\/\/[^/ ]+/.exec(msg)?.[0] ?? ''
  }
  try {
    const [mutate, health] = await Promise.all([address('stamping on'), address('health and metrics on')])
    const metric: WebhookProcess['metric'] = (name, labels) => metricAt(health, name, labels)
    return { ...running, port: Number(new URL(mutate).port), health, secret, metric }
  } catch (error) {
    running.signal('SIGKILL')
    throw error
  }
}
