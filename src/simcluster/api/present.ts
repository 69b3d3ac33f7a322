import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Nanos } from '../../observe/nanos.ts'
import { metadataOf } from './metadata.ts'
import type { Outcome } from './outcome.ts'
import { typed, type Json } from './resources.ts'
import { answerJson, retryHeaders, type Headers } from './respond.ts'
import { tableOf, type Format } from './table.ts'

/** Writes an answer as it was asked for. */
export async function present(
  request: IncomingMessage,
  response: ServerResponse,
  outcome: Outcome,
  format: Format,
  now: Nanos,
): Promise<void> {
  const { code, body, headers } = written(outcome, format, now)
  await answerJson(request, response, code, body, headers)
}

interface Written {
  readonly code: number
  readonly body: Json
  readonly headers: Headers
}

function written(outcome: Outcome, format: Format, now: Nanos): Written {
  switch (outcome.is) {
    case 'refused': {
      const { status, warnings } = outcome
      const body: Json = { ...status }
      return { code: status.code, body, headers: { ...retryHeaders(status), ...warningHeaders(warnings) } }
    }
    case 'done': {
      const { code, details } = outcome
      const common = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }
      return { code, body: details === undefined ? { ...common, code } : { ...common, details }, headers: {} }
    }
    case 'object': {
      const { code, resource, object, warnings } = outcome
      const { resourceVersion } = metadataOf(object)
      const body =
        format.as === 'json' ? typed(resource, object) : tableOf(resource, [object], { resourceVersion }, format, now)
      return { code, body, headers: warningHeaders(warnings) }
    }
    case 'list': {
      const { resource, list } = outcome
      const items = list['items'] as readonly Json[]
      const body = format.as === 'json' ? list : tableOf(resource, items, metadataOf(list), format, now)
      return { code: 200, body, headers: {} }
    }
  }
}

const warningHeaders = (warnings: readonly string[] = []): Headers =>
  warnings.length === 0 ? {} : { Warning: warnings.map((text) => `299 - ${JSON.stringify(text)}`) }
