import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { scenario } from './scenario.ts'
import type { Exporter, Page } from './stage.ts'

/** The page as soon as it has this status: it gets there by time alone. */
async function pageWith(status: number, exporter: Exporter, path: string): Promise<Page> {
  for (;;) {
    const page = await exporter.get(path)
    if (page.status === status) return page
    await sleep(20)
  }
}

describe('podstart exporter, when the API server is gone', () => {
  const run = scenario(
    async ({ server, start }) => {
      const exporter = await start(['--watch-silence', '300ms', '--liveness-silence', '600ms'])
      // Longer than may be silent: it is bookmarks that keep it alive.
      await sleep(1_000)
      const alive = await exporter.get('/livez')
      await server.stop()
      const gone = await pageWith(503, exporter, '/livez')
      const ready = await exporter.get('/readyz')
      const metrics = await exporter.metrics()
      await server.start()
      const back = await pageWith(200, exporter, '/livez')
      exporter.terminate()
      return { alive, gone, ready, metrics, back, code: (await exporter.ended).code }
    },
    { bookmarkEveryMs: 50 },
  )

  it('is alive while there are bookmarks, and nothing else', () => {
    expect(run.alive.status).to.equal(200)
  })
  it('fails its liveness probe once no byte has come for too long, and says why', () => {
    expect(run.gone.text).to.match(
      /^\[-\]watch pods: last byte 1 s ago \((connect ECONNREFUSED [\d.:]+|aborted)\)\n\[[+-]\]watch events: last byte \d s ago.*\nfailed\n$/,
    )
  })
  it('stays ready: it knows what it has listed', () => {
    expect(run.ready.text).to.equal('[+]watch pods: listed\n[+]watch events: listed\nok\n')
  })
  it('shows that its watch is not up', () => {
    expect(run.metrics['podstart_watch_up{watch="pods",watched_namespace="*"}']).to.equal(0)
  })
  it('is alive again when the API server is back', () => {
    expect([run.back.status, run.code]).to.deep.equal([200, 0])
  })
})
