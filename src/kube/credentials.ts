import { Agent, type RequestOptions } from 'node:https'
import { KubeConfig } from '@kubernetes/client-node'
import { messageOf } from '../observe/clip.ts'
import { text } from '../observe/json.ts'
import { kubeconfigFiles, readKubeconfig } from './kubeconfig-files.ts'
import { addTokenFiles } from './token-files.ts'

export interface ClusterAccess {
  /** A kubeconfig file; without one KUBECONFIG, `~/.kube/config`, or the pod's service account. */
  readonly kubeconfig?: string
  readonly context?: string
}

/** Where the API server is, and how to prove who we are. */
export interface Credentials {
  readonly server: URL
  /** Of the context, as kubectl takes it; in a pod its own. */
  readonly namespace: string
  /**
   * For one request: tokens are read anew when they are old, certificates each time.
   * @throws what the kubeconfig or a plugin says while they cannot be had
   */
  options(): Promise<RequestOptions>
  /** Throws away what is remembered, after the server refused it. */
  renew(): void
  close(): void
}

/** @throws Error with a sentence that can be shown when there is no usable configuration */
export function loadCredentials(access: ClusterAccess): Credentials {
  let config = loadKubeConfig(access)
  let isStale = false
  const server = new URL(config.getCurrentCluster()?.server ?? '')
  // One pool for all requests: Node keeps connections apart by their certificates.
  const pool = new Agent({ keepAlive: true, keepAliveMsecs: 30_000, maxSockets: Infinity })
  return {
    server,
    namespace: namespaceOf(config),
    async options() {
      if (isStale) config = loadKubeConfig(access)
      isStale = false
      const options: RequestOptions = {}
      await config.applyToHTTPSOptions(options)
      options.headers = trimmed(options.headers)
      if (config.getCurrentCluster()?.proxyUrl === undefined && server.protocol === 'https:') options.agent = pool
      return options
    },
    renew() {
      isStale = true
    },
    close: () => pool.destroy(),
  }
}

function namespaceOf(config: KubeConfig): string {
  const { namespace } = config.getContextObject(config.getCurrentContext()) ?? {}
  return namespace === undefined || namespace === '' ? 'default' : namespace
}

/** A token's file mostly ends with a line break, which Node lets into no header. */
const trimmed = (headers: RequestOptions['headers'] = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value).trim()]))

/**
 * The kubeconfig with what client-node gets wrong put right.
 *
 * @throws Error with a sentence that can be shown when there is none that can be used
 */
export function loadKubeConfig({ kubeconfig, context }: ClusterAccess): KubeConfig {
  const config = new KubeConfig()
  const files = kubeconfigFiles(kubeconfig)
  const contents = files.map(readKubeconfig)
  try {
    if (kubeconfig === undefined) config.loadFromDefault()
    else config.loadFromFile(kubeconfig)
  } catch (error) {
    throw new Error(`the kubeconfig ${files.join(', ')} cannot be read: ${firstLine(messageOf(error))}`)
  }
  addTokenFiles(config, contents)
  // Of several files kubectl takes the first that names one, client-node the last.
  const [first] = contents.flatMap(({ content }) => text(content, 'current-context') ?? [])
  const wanted = context ?? (files.length > 1 ? first : undefined)
  if (wanted !== undefined) select(config, wanted)
  const server = config.getCurrentCluster()?.server
  // With nothing to go by, client-node makes up this one.
  if (server === undefined || (kubeconfig === undefined && server === 'http://localhost:8080')) {
    throw new Error(
      'no cluster to watch: set KUBECONFIG or --kubeconfig, have a current context in ~/.kube/config, or run in a pod',
    )
  }
  if (!URL.canParse(server) || !/^https?:/.test(server)) {
    throw new Error(`the kubeconfig's server "${shown(server)}" is no address like https://HOST:PORT`)
  }
  if (server.startsWith('http:') && config.getCurrentCluster()?.skipTLSVerify !== true) {
    throw new Error(
      `the kubeconfig's server ${shown(server)} has no TLS; that wants insecure-skip-tls-verify in its cluster`,
    )
  }
  return config
}

/** An address may have a user's password before its last @. */
const shown = (address: string): string => address.replace(/^.*@/s, '***@')

/** A parser may show the lines around a mistake, and with them a token. */
const firstLine = (message: string): string => message.split('\n')[0] ?? ''

function select(config: KubeConfig, context: string): void {
  const known = config.getContexts().map(({ name }) => name)
  if (!known.includes(context)) {
    throw new Error(`the kubeconfig has no context "${context}"; it has ${known.join(', ') || 'none'}`)
  }
  config.setCurrentContext(context)
}
