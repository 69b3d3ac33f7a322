import { afterEach, beforeEach } from 'mocha'
import { loadCredentials, type ClusterAccess, type Credentials } from '../../src/kube/credentials.ts'
import { temporaryFolder, type Folder } from './cli.ts'

type Fields = Readonly<Record<string, unknown>>

export interface KubeconfigSpec {
  /** Of the one cluster. */
  readonly cluster?: Fields
  readonly user?: Fields
  /** All of the one cluster, and its one user. */
  readonly contexts?: readonly string[]
  readonly current?: string
  /** Of cluster and user: names must not be the same in files that are put together. */
  readonly name?: string
}

/** As kubectl writes it; YAML is a superset of JSON. */
export const kubeconfig = (spec: KubeconfigSpec = {}): string => {
  const { cluster, user = {}, name = 'blue', contexts = [name], current = name } = spec
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: `https://${name}:6443`, ...cluster } }],
    users: [{ name, user }],
    contexts: contexts.map((context) => ({ name: context, context: { cluster: name, user: name } })),
    'current-context': current,
  })
}

const SURROUNDINGS = ['KUBECONFIG', 'HOME'] as const

export interface KubeHome {
  readonly folder: Folder
  /** Closed after the test. */
  load(access: ClusterAccess): Credentials
}

/** For each test of a `describe` a home folder of its own, so that nobody's kubeconfig is found. */
export function kubeHome(): () => KubeHome {
  const before = SURROUNDINGS.map((name) => [name, process.env[name]] as const)
  let home: KubeHome
  let loaded: Credentials[] = []
  beforeEach(() => {
    const folder = temporaryFolder()
    loaded = []
    delete process.env['KUBECONFIG']
    process.env['HOME'] = folder.path('.')
    home = {
      folder,
      load(access) {
        const credentials = loadCredentials(access)
        loaded.push(credentials)
        return credentials
      },
    }
  })
  afterEach(() => {
    for (const one of loaded) one.close()
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
    home.folder.remove()
  })
  return () => home
}

export const authorization = async (credentials: Credentials): Promise<unknown> =>
  (await credentials.options()).headers?.['Authorization' as never]
