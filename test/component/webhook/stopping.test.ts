import { execFileSync } from 'node:child_process'
import { open } from 'node:fs/promises'
import type { Agent } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import { ECHO_MS } from '../../../src/cli/stop-signals.ts'
import { startPodstart, temporaryFolder, type Run } from '../../support/cli.ts'
import { takingTurns } from '../exporter/turns.ts'
import { call, keptConnection, newConnections, openRaw, rawPost } from './client.ts'
import { startWebhook, type Webhook } from './process.ts'
import { outcomeOf, review } from './reviews.ts'

const STOPPING = 'stopping: answering for another'

/** When a line was written, in milliseconds, by the process's own clock. */
const timeOf = ({ stderr }: Run, what: string): number => {
  const line = stderr.split('\n').find((one) => one.includes(what)) ?? '{}'
  return Date.parse((JSON.parse(line) as { readonly time?: string }).time ?? '')
}
const drainOf = (run: Run): number => timeOf(run, '"stopped"') - timeOf(run, STOPPING)

/** Calls one after the other until it is enough; what failed is told by its error. */
async function stream(webhook: Webhook, agent: Agent, enough: AbortSignal): Promise<readonly string[]> {
  const outcomes: string[] = []
  while (!enough.aborted) {
    outcomes.push(await call(webhook, { agent }).then(outcomeOf, (error: unknown) => String(error)))
  }
  agent.destroy()
  return outcomes
}

/** A call of which the last 100 bytes are still to come. */
async function begun(webhook: Webhook) {
  const raw = await openRaw(webhook)
  raw.write(rawPost(review()).slice(0, -100))
  await webhook.until(async () => (await webhook.metrics())['reviews_waiting'] === 1)
  return raw
}

async function ending<T>(drain: string, play: (webhook: Webhook) => Promise<T>): Promise<T> {
  const webhook = await takingTurns('plain', () => startWebhook({ flags: ['--drain', drain] }))
  try {
    return await play(webhook)
  } finally {
    await webhook.remove()
  }
}

const withCallUnderWay = () =>
  ending('0s', async (webhook) => {
    const raw = await begun(webhook)
    webhook.terminate()
    await webhook.says(STOPPING)
    // The drain is over.
    await sleep(200)
    raw.write(rawPost(review()).slice(-100))
    return { answer: await raw.ended, run: await webhook.ended }
  })

const withHalfACall = () =>
  ending('0s', async (webhook) => {
    const raw = await begun(webhook)
    webhook.terminate()
    return { run: await webhook.ended, answer: await raw.ended }
  })

const toldTwice = () =>
  ending('10m', async (webhook) => {
    webhook.terminate()
    await webhook.says(STOPPING)
    await sleep(ECHO_MS + 1)
    webhook.terminate()
    return await webhook.ended
  })

async function toldBeforeItBegan(): Promise<Run> {
  const folder = temporaryFolder()
  const config = folder.path('podstart.yaml')
  execFileSync('mkfifo', [config])
  const flags = ['--webhook-listen', '127.0.0.1:0', '--webhook-health', '127.0.0.1:0', '--drain', '10m']
  const running = startPodstart(['webhook', '--config', config, ...flags], {}, { longest: 60 })
  // It reads its settings: this is open as soon as it opens them.
  const settings = await open(config, 'w')
  running.terminate()
  await settings.write(`tlsCert: ${folder.path('none')}\n`)
  await settings.close()
  const run = await running.ended
  folder.remove()
  return run
}

/** What the probes and a kept connection say before and while it stops. */
async function stoppingAmongCalls(webhook: Webhook, idle: Agent) {
  const before = await webhook.get('/readyz')
  webhook.terminate()
  await webhook.says(STOPPING)
  const probes = [before, await webhook.get('/readyz'), await webhook.get('/livez')]
  const last = await call(webhook, { agent: idle })
  await sleep(500)
  return { probes, last }
}

const whileCallsCome = () =>
  ending('1500ms', async (webhook) => {
    const [enough, idle] = [new AbortController(), keptConnection()]
    await call(webhook, { agent: idle })
    const agents = [keptConnection(), keptConnection(), keptConnection(), newConnections()]
    const streams = agents.map((agent) => stream(webhook, agent, enough.signal))
    const seen = await stoppingAmongCalls(webhook, idle).finally(() => enough.abort())
    const outcomes = (await Promise.all(streams)).flat()
    const metrics = await webhook.metrics()
    const run = await webhook.ended
    idle.destroy()
    return { ...seen, outcomes, metrics, run, said: webhook.said().map(({ msg }) => msg) }
  })

describe('podstart webhook, told to end', () => {
  let calls: Awaited<ReturnType<typeof whileCallsCome>>
  let underWay: Awaited<ReturnType<typeof withCallUnderWay>>
  let half: Awaited<ReturnType<typeof withHalfACall>>
  let twice: Run
  let early: Run
  before(async function () {
    this.timeout(60_000)
    const all = [withHalfACall(), whileCallsCome(), withCallUnderWay(), toldTwice(), toldBeforeItBegan()] as const
    ;[half, calls, underWay, twice, early] = await Promise.all(all)
  })

  describe('while calls come,', () => {
    it('is not ready from then on, says why, and is still alive', () => {
      const valid = /^\[\+\]certificate: ends \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.000Z\n/
      expect(
        calls.probes.map(({ status, text }) => ({ status, text: text.replace(valid, '[+]certificate\n') })),
      ).to.deep.equal([
        { status: 200, text: '[+]certificate\n[+]serving: answers calls\nok\n' },
        { status: 503, text: '[+]certificate\n[-]serving: stopping; calls are still answered\nfailed\n' },
        { status: 200, text: '[+]process: answers\nok\n' },
      ])
    })
    it('stamps every call, on old connections and new ones', () => {
      expect([...new Set(calls.outcomes)]).to.deep.equal(['stamped'])
      expect(calls.metrics['reviews_total{decision="stamped",reason="stamped"}']).to.equal(calls.outcomes.length + 2)
    })
    it('lets go of the connections', () => {
      expect([calls.last.headers['connection'], calls.last.headers['keep-alive']]).to.deep.equal(['close', undefined])
    })
    it('ends well, when the time is over', () => {
      expect([calls.run.code, calls.run.stdout]).to.deep.equal([0, ''])
      expect(drainOf(calls.run)).to.be.within(1_490, 4_000)
    })
    it('says that it stops, and that it has', () => {
      expect(calls.said.slice(3)).to.deep.equal([`${STOPPING} 1500 ms`, 'stopped'])
    })
  })

  it('with a call under way: answers it, and ends then', () => {
    expect(underWay.answer).to.match(/^HTTP\/1\.1 200 OK\r\n(.+\r\n)*Connection: close\r\n[^]*"patch"/)
    expect(underWay.run.code).to.equal(0)
    // Those who have more to send get 5 s.
    expect(drainOf(underWay.run)).to.be.below(4_000)
  })
  it('with a call under way that never comes whole: waits some seconds, and not for ever', () => {
    expect([half.run.code, half.answer]).to.deep.equal([0, ''])
    expect(drainOf(half.run)).to.be.within(4_900, 9_000)
  })
  it('twice: ends at once', () => {
    expect(twice.code).to.equal(null)
  })
  it('before it has begun: ends well, and answers nobody for a while', () => {
    expect([early.code, early.stdout]).to.deep.equal([0, ''])
  })
})
