import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { ADDRESSES } from '../kit/cluster.ts'

const MANIFEST = new URL('../../../manifests/webhook/mutating-webhook.yaml', import.meta.url)

const SELECTOR = z.looseObject({ matchExpressions: z.array(z.looseObject({})) })
const CONFIGURATION = z.looseObject({
  metadata: z.looseObject({}),
  webhooks: z.tuple([z.looseObject({ timeoutSeconds: z.number(), namespaceSelector: SELECTOR })]),
})

/** How the API server reaches the webhook. */
export type Reached =
  | { readonly url: string }
  | { readonly service: { readonly namespace: string; readonly name: string; readonly path: string } }

export interface Registered {
  /** Of the configuration; mutating webhooks are called in the order of these names. */
  readonly name: string
  /** Only their pods: other tests' are not this webhook's matter. */
  readonly namespaces: readonly string[]
  readonly at: Reached
  /** PEM of the authorities that may have signed the serving certificate; without it, somebody else is to say. */
  readonly ca?: string
  readonly timeoutSeconds?: number
  /** Distinguishes versions of it in the API server's metrics. */
  readonly version?: number
}

export const urlOf = (port: number): Reached => ({ url: `https://${ADDRESSES.machine}:${String(port)}/mutate` })

/** What the API server's metrics call it. */
export const webhookName = ({ name, version = 1 }: Pick<Registered, 'name' | 'version'>): string =>
  `v${String(version)}.${name}.podstart.dev`

/** The manifest, as it is but for where the webhook is and whose pods it is asked about. */
export function configurationOf(registered: Registered): object {
  const { name, namespaces, at, ca, timeoutSeconds } = registered
  const { webhooks, ...rest } = CONFIGURATION.parse(parse(readFileSync(MANIFEST, 'utf8')))
  const [webhook] = webhooks
  const own = { key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces }
  const { namespaceSelector } = webhook
  return {
    ...rest,
    metadata: { ...rest.metadata, name },
    webhooks: [
      {
        ...webhook,
        name: webhookName(registered),
        clientConfig: { ...at, ...(ca !== undefined && { caBundle: Buffer.from(ca).toString('base64') }) },
        timeoutSeconds: timeoutSeconds ?? webhook.timeoutSeconds,
        namespaceSelector: {
          ...namespaceSelector,
          matchExpressions: [...namespaceSelector.matchExpressions, own],
        },
      },
    ],
  }
}
