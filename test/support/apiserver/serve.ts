import { gzipSync } from 'node:zlib'
import { GZIP_HEADERS, GZIP_OPTIONS, isCompressed } from '../../../src/simcluster/api/compression.ts'
import type { Exchange } from './exchange.ts'
import type { Delivery, Fault, Faults, Withheld } from './faults.ts'
import type { Journal } from './journal.ts'
import { parseListOptions, type ListOptions } from '../../../src/simcluster/api/list-options.ts'
import { list, type Target } from '../../../src/simcluster/api/list.ts'
import { targetOf } from './routes.ts'
import type { Settings } from './settings.ts'
import {
  forbidden,
  forbiddenPath,
  methodNotAllowed,
  notAcceptable,
  notFound,
  unauthorized,
  type Status,
} from '../../../src/simcluster/api/status.ts'
import type { Store } from '../../../src/simcluster/api/store.ts'
import { bearerToken } from '../../../src/simcluster/api/users.ts'
import { beginWatch, frame, viewOf } from '../../../src/simcluster/api/watch.ts'
import { streamWatch, type OpenWatch } from './watch-stream.ts'

export interface Surroundings {
  readonly store: Store
  readonly settings: Settings
  readonly tokens: ReadonlySet<string>
  readonly faults: Faults
  readonly journal: Journal
  readonly watches: Set<OpenWatch>
}

/** What a fault leaves of an answer. */
interface Manner {
  readonly delivery?: Delivery
  readonly withheld?: Withheld
}

/** A request meets its fault first; only what a fault lets through is served. */
export function serve(around: Surroundings, exchange: Exchange): void {
  const fault = around.faults.take(exchange.record)
  around.journal.tell()
  if (fault === undefined) answer(around, exchange, {})
  else BY_FAULT[fault.do](around, exchange, fault as never)
}

type ByFault = {
  readonly [K in Fault['do']]: (
    around: Surroundings,
    exchange: Exchange,
    fault: Extract<Fault, { readonly do: K }>,
  ) => void
}

const BY_FAULT: ByFault = {
  answer(_, exchange, { status, headers = {}, body = '' }) {
    const plain = typeof body === 'string' || body instanceof Uint8Array
    const bytes = plain ? body : `${JSON.stringify(body)}\n`
    exchange.answer(status, { ...(plain ? {} : { 'Content-Type': 'application/json' }), ...headers }, bytes)
  },
  reset: (_, exchange) => exchange.reset(),
  hang: () => undefined,
  wait: (around, exchange, { until }) =>
    void until.then(() => {
      if (exchange.record.ended === undefined) answer(around, exchange, {})
    }),
  withhold: (around, exchange, { what }) => answer(around, exchange, { withheld: what }),
  deliver: (around, exchange, delivery) => answer(around, exchange, { delivery }),
}

function answer(around: Surroundings, exchange: Exchange, manner: Manner): void {
  const { record } = exchange
  const target = targetOf(record.path)
  const refused = refusal(around.tokens, exchange, target)
  if (refused !== undefined) return exchange.refuse(refused)
  if (target === undefined) return exchange.refuse(notFound())
  const parsed = parseListOptions(target.resource, record.query, around.settings.watchList)
  if (!parsed.ok) return exchange.refuse(parsed.status)
  if (parsed.options.watch) answerWatch(around, exchange, target, parsed.options, manner)
  else answerList(around, exchange, target, parsed.options, manner)
}

/** Who asks, and whether that can be asked at all. */
function refusal(tokens: ReadonlySet<string>, { record }: Exchange, target: Target | undefined): Status | undefined {
  const { authorization, accept = '*/*' } = record.headers
  const { verb, path, method } = record
  if (authorization === undefined) {
    if (target === undefined) return forbiddenPath(method.toLowerCase(), path)
    return forbidden({ verb, ...target })
  }
  if (!tokens.has(bearerToken(authorization))) return unauthorized()
  if (target === undefined) return notFound()
  if (method !== 'GET') return methodNotAllowed()
  return /\*\/\*|application\/(json|\*)/.test(accept) ? undefined : notAcceptable()
}

const JSON_TYPE = { 'Content-Type': 'application/json' }

function answerList({ store }: Surroundings, exchange: Exchange, target: Target, options: ListOptions, manner: Manner) {
  const listed = list(store, target, options)
  if (!listed.ok) return exchange.refuse(listed.status)
  const body = Buffer.from(`${JSON.stringify(listed.list)}\n`)
  const zipped = isCompressed(exchange.record.headers['accept-encoding'], body.length)
  const encoding = zipped ? GZIP_HEADERS : {}
  const pipe = exchange.open(200, { ...JSON_TYPE, ...encoding }, manner.delivery)
  if (manner.withheld !== undefined) return
  void pipe.write(zipped ? gzipSync(body, GZIP_OPTIONS) : body)
  void pipe.end()
}

function answerWatch(around: Surroundings, exchange: Exchange, target: Target, options: ListOptions, manner: Manner) {
  const { store, settings, watches, journal } = around
  const view = viewOf(target, options.selects)
  const begin = beginWatch(store, target, options, view)
  if (begin.begin === 'refused') return exchange.refuse(begin.status)
  const expired = begin.begin === 'failed' && begin.status.code === 410
  if (expired && settings.expiredWatch === 'status') return exchange.refuse(begin.status)
  const pipe = exchange.open(200, JSON_TYPE, manner.delivery)
  if (begin.begin === 'failed') {
    void pipe.write(frame({ type: 'ERROR', object: begin.status }))
    void pipe.end()
    return
  }
  const watch = streamWatch(store, settings, exchange, pipe, {
    target,
    options,
    begin,
    view,
    withheld: manner.withheld,
    tell: journal.tell,
  })
  watches.add(watch)
  exchange.onEnd(() => {
    watches.delete(watch)
    journal.tell()
  })
  journal.tell()
}
