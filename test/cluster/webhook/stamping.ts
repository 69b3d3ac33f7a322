import type { Cluster } from '../kit/cluster.ts'
import { until } from '../kit/probes.ts'
import { admissionCounts } from './admission-metrics.ts'
import type { Api } from './api.ts'
import { createAuthority, type Authority } from './authority.ts'
import { configurationOf, urlOf, webhookName, type Registered } from './configuration.ts'
import { unscheduled } from './pods.ts'
import { startWebhook, type WebhookProcess } from './webhook-process.ts'

/** Puts the configuration into the cluster, and waits until the API server acts by it. */
export async function register(cluster: Cluster, api: Api, registered: Registered): Promise<void> {
  await cluster.apply(configurationOf(registered))
  await untilCalled(api, registered)
}

/** Waits until the API server, which may just have been started, calls the webhook. */
export async function untilCalled(api: Api, registered: Registered): Promise<void> {
  const [namespace = ''] = registered.namespaces
  const isCalled = async (): Promise<boolean> => {
    await api.createPod(unscheduled('probe', namespace), { dryRun: true })
    return (await admissionCounts(api, webhookName(registered))).calls > 0
  }
  if (!(await until(isCalled, { seconds: 30 }))) throw new Error(`${registered.name} is not called`)
}

export const unregister = (cluster: Cluster, name: string): Promise<string> =>
  cluster.kubectl(['delete', 'mutatingwebhookconfiguration', name, '--ignore-not-found'])

/** A webhook that the API server calls for the pods of some namespaces. */
export interface Stamping {
  readonly webhook: WebhookProcess
  readonly authority: Authority
  readonly registered: Registered
  close(): Promise<void>
}

export interface StampingOptions extends Pick<Registered, 'name' | 'namespaces' | 'timeoutSeconds'> {
  readonly flags?: readonly string[]
}

export async function startStamping(
  cluster: Cluster,
  api: Api,
  { flags = [], ...options }: StampingOptions,
): Promise<Stamping> {
  const authority = await createAuthority()
  const webhook = await startWebhook(await authority.issue(), flags)
  const registered = { ...options, at: urlOf(webhook.port), ca: authority.ca }
  try {
    await register(cluster, api, registered)
  } catch (error) {
    webhook.signal('SIGKILL')
    throw error
  }
  return {
    webhook,
    authority,
    registered,
    async close() {
      webhook.signal('SIGKILL')
      await unregister(cluster, registered.name)
    },
  }
}
