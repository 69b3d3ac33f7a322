import type { Issued } from '../../certs/issue.ts'
import { localCertificate } from './certificates.ts'
import type { Creation } from './create.ts'
import { createHandler } from './handle.ts'
import { createCompactor } from './history.ts'
import { kubeconfig } from './kubeconfig.ts'
import { createListener } from './listener.ts'
import { createFirstNamespaces, finishNamespaces } from './namespaces.ts'
import { TIMING, type AdmissionReport, type Timing } from './parts.ts'
import type { Store } from './store.ts'
import type { User } from './users.ts'
import { createFrames } from './watch-frames.ts'
import { createCaller, type ResolveService } from './webhooks/call.ts'
import { createCounters, type AdmissionCounts } from './webhooks/counts.ts'
import { createHooks } from './webhooks/hooks.ts'

export interface SimApiOptions {
  readonly store: Store
  /** Also tells the time. */
  readonly creation: Creation
  /** Whom each bearer token is for; may change while the server runs. */
  readonly tokens: ReadonlyMap<string, User>
  /** Where the webhooks behind Services are. */
  readonly resolveService?: ResolveService
  /** Hears of each creation, whatever became of it. */
  readonly onAdmission?: (report: AdmissionReport) => void
  /** Whether the API server samples the trace of a request; never by default. */
  readonly sampled?: () => boolean
  /** By default one is made. */
  readonly certificate?: Issued
  readonly timing?: Partial<Timing>
}

export interface SimApi {
  readonly url: string
  /** The authority's certificate, PEM. */
  readonly ca: string
  /** By default for the first token. */
  kubeconfigText(token?: string): string
  /** What the API server's metrics would say of a webhook. */
  admissionCounts(webhook: string): AdmissionCounts
  /** Ends all connections. */
  close(): Promise<void>
}

const COMPACT_EVERY_MS = 30_000

/** The Kubernetes API over HTTPS, on a port of loopback that is free. Namespaces that each cluster has are made. */
export async function startSimApi(options: SimApiOptions): Promise<SimApi> {
  const { store, creation, tokens, resolveService = () => undefined, onAdmission = () => undefined } = options
  const certificate = options.certificate ?? (await localCertificate(Date.now()))
  const counters = createCounters()
  const caller = createCaller(resolveService)
  const handle = createHandler(
    {
      store,
      creation,
      tokens,
      webhooks: { hooks: createHooks(store), caller, counters },
      sampled: options.sampled ?? (() => false),
      onAdmission,
      timing: { ...TIMING, ...options.timing },
    },
    createFrames(),
  )
  createFirstNamespaces(store, creation.now())
  const stopFinishing = finishNamespaces(store)
  const compactor = setInterval(
    createCompactor(store, () => creation.now()),
    COMPACT_EVERY_MS,
  )
  const listener = createListener(
    certificate,
    (request, response) => void handle(request, response),
    () => undefined,
  )
  await listener.start()
  const url = `https://127.0.0.1:${listener.port()}`
  return {
    url,
    ca: certificate.ca,
    kubeconfigText: (token = [...tokens.keys()][0] ?? '') => kubeconfig(url, certificate.ca, { token }, 'simcluster'),
    admissionCounts: (webhook) => counters.of(webhook),
    async close() {
      clearInterval(compactor)
      stopFinishing()
      caller.close()
      await listener.stop()
    },
  }
}
