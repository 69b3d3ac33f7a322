import { sharedAuthority, type Authority } from './certificates.ts'
import { createExchange } from './exchange.ts'
import { createFaults, type Fault, type FaultHandle, type Match } from './faults.ts'
import { createJournal, type Journal, type RequestRecord } from './journal.ts'
import { kubeconfig, type Credential } from '../../../src/simcluster/api/kubeconfig.ts'
import { createListener } from '../../../src/simcluster/api/listener.ts'
import { recordOf } from './record.ts'
import { RESOURCES, type ResourceName } from '../../../src/simcluster/api/resources.ts'
import { serve } from './serve.ts'
import { DEFAULTS, type Settings } from './settings.ts'
import { createStore, type Entries, type Stored } from '../../../src/simcluster/api/store.ts'
import type { OpenWatch } from './watch-stream.ts'

export interface Options extends Partial<Settings> {
  /** Whose tokens are accepted at the start, by default one, `token`. */
  readonly tokens?: Iterable<string>
  /** The version the store begins at: by default all numbers of a test have four digits. */
  readonly resourceVersion?: number
  /** One of its own, for a client that must not trust this server. */
  readonly authority?: Authority
}

/** The objects of one resource. */
export interface Objects {
  /** Creates it, or updates the one of that name: gives it its version, and a uid where it has none. */
  put(object: unknown): Stored
  remove(namespace: string, name: string): Stored
  entries(): Entries
}

export interface ApiServer {
  readonly url: string
  /** The authority's certificate, PEM. */
  readonly ca: string
  /** The bearer tokens that are accepted. */
  readonly tokens: Set<string>
  readonly settings: Settings
  readonly pods: Objects
  readonly events: Objects
  /** The latest version, of whichever resource. */
  resourceVersion(): string
  /** All earlier versions are gone: for watches, lists, and lists that are to be continued. */
  compact(): void
  /** Something else in the cluster is written: the version goes on, and nobody here sees of what. */
  elsewhere(): void
  /** A bookmark now, to all watches that want any; as with the real one not to those of Events, unless told so. */
  bookmark(resource?: ResourceName): void
  /** The next requests that match meet the fault: one, so many, or all until it is removed. */
  fail(match: Match, fault: Fault, times?: number | 'always'): FaultHandle
  readonly requests: readonly RequestRecord[]
  /** In the order they were opened. */
  readonly openWatches: readonly OpenWatch[]
  /** TCP connections. */
  readonly connections: { readonly opened: number; readonly open: number }
  /** Waits until what is asked has an answer, such as an open watch. A request that comes or ends is looked at. */
  until: Journal['until']
  /** For a client of this server; by default with its first token. */
  kubeconfigText(credential?: Credential): string
  /** Closes the port and all connections; `start()` opens the same port again, with the same objects. */
  stop(): Promise<void>
  start(): Promise<void>
  restart(): Promise<void>
  close(): Promise<void>
}

/** A Kubernetes API server for pods and Events that does what a test says. */
export async function startApiServer(options: Options = {}): Promise<ApiServer> {
  const { tokens: first = ['token'], resourceVersion, authority = await sharedAuthority(), ...settled } = options
  const settings = { ...DEFAULTS, ...settled }
  const tokens = new Set(first)
  const store = createStore(resourceVersion)
  const faults = createFaults()
  const journal = createJournal()
  const watches = new Set<OpenWatch>()
  const around = { store, settings, tokens, faults, journal, watches }
  const listener = createListener(
    authority,
    (request, response, connection) => {
      const record = recordOf(request, connection.number)
      request.resume()
      journal.add(record)
      serve(around, createExchange(record, response, connection, journal, settings.date))
    },
    () => journal.tell(),
  )
  const objects = (resource: ResourceName): Objects => ({
    put: (object) => store.put(resource, object),
    remove: (namespace, name) => store.remove(resource, namespace, name),
    entries: () => store.list(resource),
  })
  const stop = async (): Promise<void> => {
    await listener.stop()
    await journal.until(() => journal.requests.every(({ ended }) => ended !== undefined))
  }
  await listener.start()
  const url = `https://127.0.0.1:${listener.port()}`
  return {
    url,
    ca: authority.ca,
    tokens,
    settings,
    pods: objects('pods'),
    events: objects('events'),
    resourceVersion: () => String(store.version()),
    compact: () => store.compact(),
    elsewhere: () => store.elsewhere(),
    bookmark(only) {
      for (const watch of watches)
        if (only === undefined ? RESOURCES[watch.resource].cached : watch.resource === only) watch.bookmark()
    },
    fail: (match, fault, times = 1) => faults.add(match, fault, times === 'always' ? Infinity : times),
    requests: journal.requests,
    get openWatches() {
      return [...watches]
    },
    get connections() {
      return listener.connections()
    },
    until: journal.until,
    kubeconfigText: (credential = { token: [...tokens][0] ?? '' }) => kubeconfig(url, authority.ca, credential),
    stop,
    start: listener.start,
    async restart() {
      await stop()
      await listener.start()
    },
    close: stop,
  }
}
