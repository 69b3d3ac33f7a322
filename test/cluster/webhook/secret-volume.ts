import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Api } from './api.ts'
import type { ServingPair } from './authority.ts'

/** What a Secret of type kubernetes.io/tls held, the latest last; all PEM. */
export interface SecretVolume {
  readonly seen: readonly SecretFiles[]
  stop(): Promise<void>
}

export interface SecretFiles extends ServingPair {
  readonly ca: string
}

const SECRET = z.object({ data: z.object({ 'tls.crt': z.string(), 'tls.key': z.string(), 'ca.crt': z.string() }) })

const decode = (base64: string): string => Buffer.from(base64, 'base64').toString()

export async function readSecret(api: Api, namespace: string, name: string): Promise<SecretFiles | undefined> {
  const { status, text } = await api.ask('GET', `/api/v1/namespaces/${namespace}/secrets/${name}`)
  if (status === 404) return undefined
  const { data } = SECRET.parse(JSON.parse(text))
  return { cert: decode(data['tls.crt']), key: decode(data['tls.key']), ca: decode(data['ca.crt']) }
}

const LOOK_EVERY_MS = 100

/** Does what a kubelet does for a pod that mounts the Secret, only sooner. */
export function keepVolume(api: Api, namespace: string, name: string, put: (pair: ServingPair) => void): SecretVolume {
  const seen: SecretFiles[] = []
  const stopped = new AbortController()
  const { signal } = stopped
  const look = async (): Promise<void> => {
    const files = await readSecret(api, namespace, name)
    if (files === undefined || files.cert === seen.at(-1)?.cert) return
    put(files)
    seen.push(files)
  }
  const looking = (async () => {
    while (!signal.aborted) {
      await look()
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
    }
  })()
  return {
    seen,
    async stop() {
      stopped.abort()
      await looking
    },
  }
}
