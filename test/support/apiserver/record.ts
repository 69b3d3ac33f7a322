import type { IncomingMessage } from 'node:http'
import { decodeContinue } from '../../../src/simcluster/api/continue-token.ts'
import type { HeaderName, OpenRecord } from './journal.ts'
import { isOn } from '../../../src/simcluster/api/list-options.ts'
import { targetOf } from './routes.ts'

const HEADERS: readonly HeaderName[] = ['authorization', 'accept', 'accept-encoding', 'user-agent']

/** What is written down of a request as it comes in. */
export function recordOf({ method = '', url = '', headers }: IncomingMessage, connection: number): OpenRecord {
  const { pathname: path, searchParams } = new URL(url, 'https://apiserver')
  const query = Object.fromEntries(searchParams)
  const target = targetOf(path)
  const asked = isOn(query['watch']) === true ? 'watch' : 'list'
  const verb = target === undefined || method !== 'GET' ? 'other' : asked
  return {
    method,
    path,
    query,
    verb,
    resource: target?.resource,
    namespace: target?.namespace,
    page: verb === 'list' ? pageOf(query['continue'] ?? '') : undefined,
    headers: Object.fromEntries(
      HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
    ),
    connection,
    at: performance.now(),
    status: undefined,
    ended: undefined,
  }
}

function pageOf(token: string): number {
  const read = decodeContinue(token)
  return read.ok ? read.value.page : 1
}
