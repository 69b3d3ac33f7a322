import { readFile } from 'node:fs/promises'
import {
  AdmissionregistrationV1Api,
  CoreV1Api,
  KubeConfig,
  type V1MutatingWebhookConfiguration,
} from '@kubernetes/client-node'
import { parse } from 'yaml'
import { NAMESPACE } from './story.ts'

/** As it is installed everywhere. */
const MANIFEST = new URL('../../manifests/webhook/mutating-webhook.yaml', import.meta.url)

export interface Reachable {
  readonly url: string
  /** PEM. */
  readonly ca: string
}

/** Registers the webhook, and makes the shop's namespace. */
export async function install(kubeconfig: string, { url, ca }: Reachable): Promise<void> {
  const config = new KubeConfig()
  config.loadFromString(kubeconfig)
  const manifest = parse(await readFile(MANIFEST, 'utf8')) as V1MutatingWebhookConfiguration
  const clientConfig = { url, caBundle: Buffer.from(ca).toString('base64') }
  const body = { ...manifest, webhooks: (manifest.webhooks ?? []).map((webhook) => ({ ...webhook, clientConfig })) }
  await config.makeApiClient(AdmissionregistrationV1Api).createMutatingWebhookConfiguration({ body })
  await config.makeApiClient(CoreV1Api).createNamespace({ body: { metadata: { name: NAMESPACE } } })
}
