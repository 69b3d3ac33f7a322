import {
  AdmissionregistrationV1Api,
  ApiException,
  CoreV1Api,
  Observable,
  setHeaderOptions,
  type ConfigurationOptions,
  type KubeConfig,
} from '@kubernetes/client-node'
import { endingOf } from '../kube/ending.ts'
import { clip, messageOf, oneLine } from '../observe/clip.ts'
import { failed, type Conflict, type Failure } from './store.ts'

/** What is asked of the API server, in the words of a Role. */
export interface Call {
  readonly verb: 'get' | 'create' | 'patch'
  readonly resource: 'secrets' | 'mutatingwebhookconfigurations'
  /** As a sentence names it. */
  readonly object: string
}

export interface Clients {
  readonly core: CoreV1Api
  readonly admission: AdmissionregistrationV1Api
}

export interface Answer<T> {
  readonly is: 'answer'
  readonly value: T
}

export interface NotFound {
  readonly is: 'not found'
}

export interface Api {
  call<T>(
    what: Call,
    work: (clients: Clients, options: ConfigurationOptions) => Promise<T>,
  ): Promise<Answer<T> | NotFound | Conflict | Failure>
}

/** So long a call may take, with its credentials. */
const PATIENCE_MS = 15_000

/**
 * @param load reads the kubeconfig; again after each refusal of what it said
 * @param signal ends all calls
 * @throws what `load` throws the first time
 */
export function createApi(load: () => KubeConfig, userAgent: string, signal: AbortSignal): Api {
  let config = load()
  let isStale = false
  return {
    async call(what, work) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
      try {
        if (isStale) config = load()
        isStale = false
        const clients = {
          core: config.makeApiClient(CoreV1Api),
          admission: config.makeApiClient(AdmissionregistrationV1Api),
        }
        return { is: 'answer', value: await within(work(clients, optionsFor(userAgent, limit)), limit) }
      } catch (error) {
        if (!(error instanceof ApiException)) return failed(`${tried(what)}: ${reasonOf(error)}`)
        isStale = error.code === 401
        return meaningOf(error, what)
      }
    },
  }
}

function optionsFor(userAgent: string, signal: AbortSignal): ConfigurationOptions {
  const abortable: ConfigurationOptions = {
    middleware: [
      {
        pre(request) {
          request.setSignal(signal)
          return new Observable(Promise.resolve(request))
        },
        post: (response) => new Observable(Promise.resolve(response)),
      },
    ],
  }
  return setHeaderOptions('User-Agent', userAgent, abortable)
}

/** A plugin for credentials may never come to its end, and takes no signal. */
async function within<T>(work: Promise<T>, limit: AbortSignal): Promise<T> {
  const { promise: isOver, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(new Error(`no answer for ${PATIENCE_MS / 1_000} s`))
  limit.addEventListener('abort', stop, { once: true })
  if (limit.aborted) stop()
  try {
    return await Promise.race([work, isOver])
  } finally {
    limit.removeEventListener('abort', stop)
  }
}

const tried = ({ verb, object }: Call): string => `cannot ${verb} ${object}`

function meaningOf({ code, body }: ApiException<unknown>, what: Call): NotFound | Conflict | Failure {
  if (code === 404) return { is: 'not found' }
  if (code === 409) return { is: 'conflict' }
  const ending = endingOf(code, parsed(body))
  const why = 'why' in ending ? ending.why : `HTTP ${code}`
  if (code !== 403) return failed(`${tried(what)}: ${why}`)
  return failed(`${tried(what)}: a role must allow "${what.verb}" on ${what.resource} (${why})`)
}

/** A Status, as a text; or whatever a proxy says. */
function parsed(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : body
  } catch {
    return undefined
  }
}

/** A plugin may write pages. */
const LONGEST_REASON = 300

function reasonOf(error: unknown): string {
  // Undici's own message is "fetch failed"; of several addresses each has its error, and the sum of them no message.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const message = cause instanceof AggregateError ? cause.errors.map(messageOf).join('; ') : messageOf(cause)
  return clip(oneLine(message), LONGEST_REASON)
}
