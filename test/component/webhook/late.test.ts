import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { call, keptConnection, openRaw, rawPost } from './client.ts'
import { startWebhook, type Samples, type Webhook } from './process.ts'
import { outcomeOf, readAnswer, review, REQUEST } from './reviews.ts'

/** More than 60 % of a second, and of the 2 s that are taken where nobody says. */
const LONG_MS = 1_300

describe('podstart webhook, when a call has waited', () => {
  let webhook: Webhook
  before(async () => {
    webhook = await startWebhook()
  })
  after(() => webhook.remove())

  /** Its body comes in two halves, with so much time between. */
  async function slowly(path: string): Promise<string> {
    const whole = rawPost(review(), [], path)
    const raw = await openRaw(webhook)
    raw.write(whole.slice(0, -100))
    await sleep(LONG_MS)
    raw.write(whole.slice(-100))
    const answer = await raw.says(/"uid"[^]*\}\}$/)
    raw.socket.destroy()
    return answer.slice(answer.indexOf('{'))
  }

  describe('for its own body', () => {
    const CALLS: readonly (readonly [title: string, path: string, outcome: string])[] = [
      ['1.3 s of 1 s', '/mutate?timeout=1s', 'unstamped'],
      ['1.3 s of 2.1 s', '/mutate?timeout=2100ms', 'unstamped'],
      ['1.3 s of what is no time: of 2 s', '/mutate?timeout=soon', 'unstamped'],
      ['1.3 s of an unknown time: of 2 s', '/mutate', 'unstamped'],
      ['1.3 s of 10 s', '/mutate?timeout=10s', 'stamped'],
    ]
    let bodies: readonly string[]
    let counted: Samples
    before(async () => {
      counted = await webhook.counted(async () => {
        bodies = await Promise.all(CALLS.map(([, path]) => slowly(path)))
      })
    })

    CALLS.forEach(([title, , outcome], i) => {
      it(`${title}: ${outcome}`, () => {
        expect(outcomeOf({ status: 200, body: bodies[i] ?? '' })).to.equal(outcome)
      })
    })
    it('answers without a patch', () => {
      expect(readAnswer(bodies[0] ?? '')).to.deep.equal({
        apiVersion: 'admission.k8s.io/v1',
        kind: 'AdmissionReview',
        response: { uid: REQUEST.uid, allowed: true },
      })
    })
    it('counts them', () => {
      expect(counted).to.deep.equal({
        'reviews_total{decision="stamped",reason="stamped"}': 1,
        'reviews_total{decision="skipped",reason="late"}': 4,
        review_duration_seconds_count: 5,
      })
    })
    it('says of the first what it was', () => {
      const told = webhook.said().filter(({ level }) => level === 'warn')
      expect(told.map(({ msg }) => msg.replace(/\d+ ms of [\d]+ ms/, 'N ms of M ms'))).to.deep.equal([
        'late: the first of its kind: waited N ms of M ms',
      ])
    })
  })

  it('because the process was stopped: answers unstamped, and the next ones with a stamp', async () => {
    const agents = Array.from({ length: 8 }, keptConnection)
    const all = (): Promise<readonly string[]> =>
      Promise.all(agents.map(async (agent) => outcomeOf(await call(webhook, { agent, path: '/mutate?timeout=1s' }))))
    await all()
    let waited: readonly string[] = []
    const counted = await webhook.counted(async () => {
      webhook.signal('SIGSTOP')
      const calls = all()
      await sleep(LONG_MS)
      webhook.signal('SIGCONT')
      waited = await calls
    })
    expect(waited).to.deep.equal(agents.map(() => 'unstamped'))
    expect(counted).to.deep.equal({
      'reviews_total{decision="skipped",reason="late"}': 8,
      review_duration_seconds_count: 8,
    })
    const again = performance.now()
    await webhook.until(async () => (await all()).every((outcome) => outcome === 'stamped'))
    expect(performance.now() - again).to.be.below(2_000)
    for (const agent of agents) agent.destroy()
  })
})
