import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Sender, Sent } from '../../../src/deliver/sender.ts'
import { createTracedSender, type Batch } from '../../../src/deliver/traced-sender.ts'
import { createResources } from '../../../src/telemetry/resource.ts'
import { toOtlpJson } from '../../../src/deliver/otlp-json.ts'
import { replay } from '../../../src/replay/replay.ts'
import { toReadableSpan } from '../../../src/telemetry/readable-span.ts'
import { spansOf } from '../../../src/telemetry/spans.ts'
import { readItems } from '../../support/recordings.ts'
import { traced } from '../../support/own-tracing.ts'

const URL = 'http://collector:4318/v1/traces'

/** A sender that takes what it is told to, and what has been asked of it. */
function recording(sent: Sent) {
  const log: unknown[] = []
  const sender: Sender = {
    url: URL,
    send: (spans) => {
      log.push(['send', spans])
      return Promise.resolve(sent)
    },
    close: () => {
      log.push('close')
      return Promise.resolve()
    },
  }
  const begin = (batch: Batch) => {
    log.push(['begin', batch])
    return { end: (what: Sent) => void log.push(['end', what]) }
  }
  return { log, sender: createTracedSender(sender, begin) }
}

const spans = (...traceIds: readonly string[]): readonly ReadableSpan[] =>
  traceIds.map((traceId) => ({ spanContext: () => ({ traceId }) }) as ReadableSpan)

describe('a traced sender', () => {
  const CASES: readonly Sent[] = [
    { is: 'sent', warnings: [] },
    { is: 'partly sent', refused: 1, warnings: ['1 spans refused: why not'] },
    { is: 'failed', why: 'away', isRefusal: false, isPassing: true, warnings: [] },
    { is: 'interrupted' },
  ]
  for (const sent of CASES) {
    it(`passes on what became of the batch: ${sent.is}`, async () => {
      const { log, sender } = recording(sent)
      const batch = spans('a', 'b', 'a')
      expect(await sender.send(batch)).to.equal(sent)
      expect(log).to.deep.equal([
        ['begin', { spans: 3, traces: 2, url: URL }],
        ['send', batch],
        ['end', sent],
      ])
      // The very spans, not like ones: the exporter groups by their resource's identity.
      expect((log[1] as [string, unknown])[1]).to.equal(batch)
    })
  }
  it('goes where the other goes, and ends with it', async () => {
    const { log, sender } = recording({ is: 'interrupted' })
    await sender.close()
    expect([sender.url, log]).to.deep.equal([URL, ['close']])
  })
})

describe('pods’ spans sent while podstart traces itself', () => {
  const resources = createResources({ clusterName: 'kubernetes', extra: {} })
  const pods = replay(readItems('cold-pull')).startups.flatMap((startup) =>
    spansOf(startup, { mode: 'link' }).map((span) => toReadableSpan(span, resources)),
  )
  it('are what they were, to the byte; one span of podstart’s is made, and none of these is among them', async () => {
    const before = toOtlpJson(pods)
    const lines: string[] = []
    const inner: Sender = {
      url: URL,
      send: (batch) => {
        lines.push(toOtlpJson(batch))
        return Promise.resolve({ is: 'sent', warnings: [] })
      },
      close: () => Promise.resolve(),
    }
    const own = await traced((tracing) => createTracedSender(inner, (batch) => tracing.batch(batch)).send(pods))
    expect(lines).to.deep.equal([before])
    expect(own.map(({ name, attributes }) => [name, attributes['podstart.batch.spans']])).to.deep.equal([
      ['export batch', pods.length],
    ])
  })
})
