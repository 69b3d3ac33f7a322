import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import { nanos } from '../../../src/observe/nanos.ts'
import { OFF } from '../../../src/serve/own-tracing.ts'
import type { SpanId, TraceId } from '../../../src/trace/traceparent.ts'
import { createApp } from '../../../src/webhook/app.ts'
import { apiForEach, pod, PODS } from './harness.ts'
import { configuration, CONFIGURATIONS, serveHook, type Hook } from './hooks.ts'

describe('the webhook of podstart, called by the simulated API', () => {
  const api = apiForEach()
  let hook: Hook
  afterEach(() => hook.close())

  it('stamps a pod', async () => {
    const app = createApp({
      rules: {
        prefix: 'podstart.dev',
        ratio: 1,
        ratioByNamespace: new Map(),
        mode: 'link',
        excluded: [],
        inject: false,
      },
      fresh: () => ({ traceId: 'a'.repeat(32) as TraceId, spanId: 'b'.repeat(16) as SpanId, now: nanos(0n) }),
      now: () => performance.now(),
      unseen: () => 0,
      tracing: OFF,
      clientNames: [],
      isDraining: () => false,
      listener: { began: () => () => undefined, reviewed: () => undefined, refused: () => undefined },
    })
    hook = await serveHook(app)
    await api.now.ask('POST', CONFIGURATIONS, configuration('podstart', hook))
    const traceparent = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`
    const { status } = await api.now.ask('POST', PODS, pod('web', { metadata: { annotations: { a: 'b' } } }), {
      traceparent,
    })
    const { annotations } = api.now.store.get('pods', 'default', 'web')?.metadata ?? { annotations: undefined }
    const context = (annotations as Record<string, string>)['podstart.dev/context']
    expect(context).to.match(/^00-c{32}-[0-9a-f]{16}-01$/)
    expect([status, annotations]).to.deep.equal([
      201,
      {
        a: 'b',
        'podstart.dev/traceparent': `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
        'podstart.dev/admitted-at': '1970-01-01T00:00:00Z',
        'podstart.dev/context': context,
      },
    ])
  })
})
