import { expect } from 'chai'
import { describe, it } from 'mocha'
import { replay } from '../../../src/replay/replay.ts'
import { spansOf } from '../../../src/telemetry/spans.ts'
import { running, setUp, startedBy, story, type Story } from '../../support/story.ts'

const UID = '11111111-2222-4333-8444-555555555555'
const victim = (): Story => startedBy(setUp(story({ uid: UID })), 'app', 100).ready(300, [running('app', 170)])

/** Somebody who may write Events in a namespace of their own, about the UID of a pod of another. */
const mallory = (namespace: string): Story =>
  story({ uid: UID, namespace, name: 'mallory' })
    .event(40, 'Pulling', 'Pulling image "mine"', { container: 'app', component: 'default-scheduler' })
    .event(45, 'FailedMount', 'look here: https://mallory.example', { lag: -44, type: 'Warning' })
    .event(250, 'Scheduled', 'Successfully assigned shop/web to node-z', { component: 'default-scheduler', lag: 900 })

const tracesOf = (...stories: readonly Story[]) => {
  const items = stories.flatMap((one) => one.items).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  return replay(items).startups.map((startup) => spansOf(startup, { mode: 'link' }))
}

describe('Events of another namespace', () => {
  it('change nothing in the trace of a pod whose UID they name', () => {
    expect(tracesOf(victim(), mallory('mallory'))).to.deep.equal(tracesOf(victim()))
  })
  it('would, from its own namespace: who may write Events there is believed', () => {
    expect(tracesOf(victim(), mallory('shop'))).to.not.deep.equal(tracesOf(victim()))
  })
})
