import { PatchStrategy, setHeaderOptions, type V1Secret } from '@kubernetes/client-node'
import type { Api, Call } from './api.ts'
import { FILE_NAMES, filesOf, type Files } from './files.ts'
import { failed, type Failure, type Held, type Store } from './store.ts'

export interface SecretName {
  readonly namespace: string
  readonly name: string
}

const TYPE = 'kubernetes.io/tls'

/** In a Secret of the second a manifest need not name the files, so that applying it again leaves them as they are. */
const TYPES: readonly (string | undefined)[] = [TYPE, 'podstart.dev/tls']

/** Who has a Secret of this type, and says so. Source: cert-manager 1.x. */
const CERT_MANAGERS = 'cert-manager.io/certificate-name'

/** The version of a Secret that is not there. */
const ABSENT = ''

/**
 * A Secret of type `kubernetes.io/tls` or `podstart.dev/tls`. Only its files are touched, and it is made when it is not
 * there; one whose files are empty is as good as none, so the right to make Secrets is not needed where somebody else has
 * made that one.
 */
export function createSecretStore(api: Api, { namespace, name }: SecretName): Store {
  const object = `secret ${namespace}/${name}`
  const call = (verb: Call['verb']): Call => ({ verb, resource: 'secrets', object })
  return {
    name: object,
    async read() {
      const read = await api.call(call('get'), ({ core }, options) =>
        core.readNamespacedSecret({ namespace, name }, options),
      )
      switch (read.is) {
        case 'answer':
          return heldIn(read.value, object)
        case 'not found':
          return { is: 'held', files: {}, version: ABSENT }
        case 'conflict':
          return failed(`cannot get ${object}: HTTP 409`)
        case 'failed':
          return read
      }
    },
    async write(files, version) {
      const data = dataOf(files)
      const wrote =
        version === ABSENT
          ? await api.call(call('create'), ({ core }, options) => {
              const body = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, type: TYPE, data: present(data) }
              return core.createNamespacedSecret({ namespace, body }, options)
            })
          : await api.call(call('patch'), ({ core }, options) => {
              const body = { metadata: { resourceVersion: version }, data }
              const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch, options)
              return core.patchNamespacedSecret({ namespace, name, body }, merge)
            })
      if (wrote.is === 'answer') return { is: 'written' }
      if (wrote.is !== 'not found') return wrote
      return version === ABSENT ? failed(`there is no namespace ${namespace}`) : { is: 'conflict' }
    },
  }
}

function heldIn({ metadata, type, data = {} }: V1Secret, object: string): Held | Failure {
  if (!TYPES.includes(type)) {
    return failed(`${object} is of type ${type ?? 'none'}, not ${TYPES.join(' or ')}: it is for something else`)
  }
  const owner = metadata?.annotations?.[CERT_MANAGERS]
  if (owner !== undefined) return failed(`${object} is kept by cert-manager, for its certificate ${owner}`)
  const files = filesOf((file) => decoded(data[file]))
  return { is: 'held', files, version: metadata?.resourceVersion ?? ABSENT }
}

const decoded = (content: string | undefined): string | undefined =>
  content === undefined ? undefined : Buffer.from(content, 'base64').toString()

/** `null` takes a file away. */
const dataOf = (files: Files): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    FILE_NAMES.map((file) => {
      const content = files[file]
      return [file, content === undefined ? null : Buffer.from(content).toString('base64')]
    }),
  )

const present = (data: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(data).filter((entry): entry is [string, string] => entry[1] !== null))
