import { PatchStrategy, setHeaderOptions, type V1MutatingWebhookConfiguration } from '@kubernetes/client-node'
import type { Api, Call } from './api.ts'
import type { Configurations, SeenTrust, UnseenTrust } from './configurations.ts'
import { certificatesIn } from './pem.ts'

/**
 * MutatingWebhookConfigurations of a cluster. `caBundle` is all that is written: the API server merges webhooks by their
 * names, and refuses the patch when the object has changed since it was seen.
 */
export function createConfigurations(api: Api, names: readonly string[]): Configurations {
  return {
    read: () => Promise.all(names.map((name) => read(api, name))),
    async write({ name, version, webhooks }, bundle) {
      const caBundle = Buffer.from(bundle).toString('base64')
      const body = {
        metadata: { resourceVersion: version },
        webhooks: webhooks.map((webhook) => ({ name: webhook.name, clientConfig: { caBundle } })),
      }
      const wrote = await api.call(callOf('patch', name), ({ admission }, options) => {
        const merge = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch, options)
        return admission.patchMutatingWebhookConfiguration({ name, body }, merge)
      })
      if (wrote.is === 'answer') return { is: 'written' }
      return wrote.is === 'not found' ? { is: 'conflict' } : wrote
    },
  }
}

const objectOf = (name: string): string => `mutatingwebhookconfiguration ${name}`

const callOf = (verb: Call['verb'], name: string): Call => ({
  verb,
  resource: 'mutatingwebhookconfigurations',
  object: objectOf(name),
})

async function read(api: Api, name: string): Promise<SeenTrust | UnseenTrust> {
  const got = await api.call(callOf('get', name), ({ admission }, options) =>
    admission.readMutatingWebhookConfiguration({ name }, options),
  )
  const unseen = (why: string): UnseenTrust => ({ is: 'unseen', name, why })
  switch (got.is) {
    case 'answer':
      return seenIn(name, got.value)
    case 'not found':
      return unseen(`${objectOf(name)} is not there`)
    case 'conflict':
      return unseen(`cannot get ${objectOf(name)}: HTTP 409`)
    case 'failed':
      return unseen(got.why)
  }
}

function seenIn(name: string, { metadata, webhooks = [] }: V1MutatingWebhookConfiguration): SeenTrust {
  return {
    is: 'seen',
    name,
    version: metadata?.resourceVersion ?? '',
    webhooks: webhooks.map((webhook) => {
      const bundle = Buffer.from(webhook.clientConfig.caBundle ?? '', 'base64').toString()
      const fingerprints = certificatesIn(bundle).all.map(({ fingerprint256 }) => fingerprint256)
      return { name: webhook.name, bundle, fingerprints }
    }),
  }
}
