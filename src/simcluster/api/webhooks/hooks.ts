import { at, list, text, whole } from '../../../observe/json.ts'
import type { Labels } from '../label-selector.ts'
import type { Test } from '../selector.ts'
import type { Store, Stored } from '../store.ts'
import { conditionsOf, type Conditions } from './conditions.ts'
import { labelMatch } from './label-match.ts'

/** Where a webhook is. */
export type Place =
  | { readonly by: 'url'; readonly url: string }
  | {
      readonly by: 'service'
      readonly namespace: string
      readonly name: string
      readonly port: number
      readonly path: string
    }

/** One webhook of a configuration. */
export interface Hook {
  readonly name: string
  readonly configuration: string
  readonly place: Place
  /** PEM; without it, what the system trusts. */
  readonly ca: string | undefined
  readonly rules: readonly unknown[]
  readonly inNamespace: Test<Labels>
  readonly ofObject: Test<Labels>
  readonly conditions: Conditions
  readonly timeoutSeconds: number
  readonly isIgnored: boolean
  readonly allowsDryRun: boolean
  readonly reviewVersions: readonly unknown[]
}

/** All webhooks, in the order in which they are called: by the names of their configurations. */
export function createHooks(store: Store): () => readonly Hook[] {
  const read = new WeakMap<Stored, readonly Hook[]>()
  const hooksOf = (configuration: Stored): readonly Hook[] => {
    const known = read.get(configuration)
    if (known !== undefined) return known
    const hooks = list(configuration, 'webhooks').map((one) => hookOf(configuration.metadata.name, one))
    read.set(configuration, hooks)
    return hooks
  }
  return () => store.list('mutatingwebhookconfigurations').flatMap(([, configuration]) => hooksOf(configuration))
}

function hookOf(configuration: string, webhook: unknown): Hook {
  const bundle = text(webhook, 'clientConfig', 'caBundle')
  return {
    name: text(webhook, 'name') ?? '',
    configuration,
    place: placeOf(at(webhook, 'clientConfig')),
    ca: bundle === undefined ? undefined : Buffer.from(bundle, 'base64').toString(),
    rules: list(webhook, 'rules'),
    inNamespace: labelMatch(at(webhook, 'namespaceSelector')),
    ofObject: labelMatch(at(webhook, 'objectSelector')),
    conditions: conditionsOf(webhook),
    timeoutSeconds: whole(webhook, 'timeoutSeconds') ?? 10,
    isIgnored: text(webhook, 'failurePolicy') === 'Ignore',
    allowsDryRun: ['None', 'NoneOnDryRun'].includes(text(webhook, 'sideEffects') ?? ''),
    reviewVersions: list(webhook, 'admissionReviewVersions'),
  }
}

function placeOf(client: unknown): Place {
  const url = text(client, 'url')
  if (url !== undefined) return { by: 'url', url }
  return {
    by: 'service',
    namespace: text(client, 'service', 'namespace') ?? '',
    name: text(client, 'service', 'name') ?? '',
    port: whole(client, 'service', 'port') ?? 443,
    path: text(client, 'service', 'path') ?? '/',
  }
}
