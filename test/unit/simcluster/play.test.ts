import { expect } from 'chai'
import { describe, it } from 'mocha'
import { plus, seconds } from '../../../src/observe/nanos.ts'
import { text } from '../../../src/observe/json.ts'
import { markListed, toLine } from '../../../src/replay/recording.ts'
import { replay } from '../../../src/replay/replay.ts'
import { textAt } from '../../../src/simcluster/api/resources.ts'
import { createStore } from '../../../src/simcluster/api/store.ts'
import { createChance } from '../../../src/simcluster/chance.ts'
import { startEngine } from '../../../src/simcluster/engine.ts'
import { createFastClock } from '../../../src/simcluster/fast-clock.ts'
import type { Played } from '../../../src/simcluster/play.ts'
import type { Pod } from '../../../src/simcluster/pod.ts'
import { createTruth } from '../../../src/simcluster/truth.ts'
import type { Profile } from '../../../src/simcluster/world.ts'
import { measureStartups, type Measured } from '../../accuracy/measure.ts'
import { truthsOf } from '../../accuracy/truth.ts'
import { container, create, glance, isReady, messagesIn, ms, playOf, podOf, podsIn, reasonsIn } from './small-world.ts'
import { seenAfter, smallWorld, type Timed } from './small-world.ts'

const APP = 'reg.local/app:1'
const PROBED = { readinessProbe: { exec: { command: ['true'] }, periodSeconds: 1 } }
const PROGRAMS = {
  migrate: { ends: { after: ms(900), code: 0 } },
  slow: { passesAfter: seconds(3) },
  job: { ends: { after: seconds(2), code: 0 } },
  crasher: { ends: { after: seconds(1), code: 1 } },
}
const KINDS = [
  (name: string) => podOf(name, [container('app', { image: APP })]),
  (name: string) => podOf(name, [container('app'), container('slow', PROBED)]),
  (name: string) => podOf(name, [container('app')], { initContainers: [container('migrate', { image: APP })] }),
  (name: string) => podOf(name, [container('job')], { restartPolicy: 'Never' }),
  (name: string) => podOf(name, [container('crasher')]),
  (name: string) => podOf(name, [container('app', { image: 'reg.local/nothing:1' })]),
]
const NODES = ['node-1', 'node-2'].map((name) => ({ name, images: ['reg.local/busybox:1'] }))

function mix(profile: Profile, seed: number): Played {
  const luck = createChance(seed).of('mix')
  const changes = KINDS.flatMap((make, kind) =>
    Array.from({ length: 8 }, (_, i): Timed => [1 + luck.share() * 20, create(make(`p${kind}-${i}`))]),
  )
  return playOf(smallWorld(PROGRAMS, { profile, nodes: NODES }), changes, 60, seed)
}

/** What podstart's own pipeline makes of the lines, held against the truth. */
function measured({ lines, truth }: Played, dropEvents: boolean): readonly Measured[] {
  const items = markListed(lines)
  const uidOf = (object: unknown) => text(object, 'involvedObject', 'uid') ?? text(object, 'metadata', 'uid')
  const byPod = Map.groupBy(items, ({ object }) => uidOf(object))
  const truths = new Map(truth.map(({ uid, spans }) => [uid, truthsOf(uid, [...spans], byPod.get(uid) ?? [])]))
  return measureStartups('simcluster', replay(items, { dropEvents }).startups, truths as never)
}

describe('simcluster played fast', () => {
  it('gives the same lines and truth for the same seed', () => {
    const [one, other] = [mix('1.36', 5), mix('1.36', 5)]
    expect(one.lines.map(toLine).join('')).to.equal(other.lines.map(toLine).join(''))
    expect(one.truth).to.deep.equal(other.truth)
  })
  it('gives others for another seed', () => {
    expect(mix('1.36', 5).lines.map(toLine)).to.not.deep.equal(mix('1.36', 6).lines.map(toLine))
  })
  for (const profile of ['1.34', '1.36'] as const) {
    for (const dropEvents of [false, true]) {
      it(`${profile}${dropEvents ? ', Events dropped' : ''}: every truth lies inside podstart’s bounds`, () => {
        const rows = measured(mix(profile, 3), dropEvents)
        expect(rows.length).to.be.at.least(dropEvents ? 250 : 330)
        expect(rows.filter(({ inside }) => !inside)).to.deep.equal([])
      })
    }
  }
  it('stamps as podstart’s webhook does, or does not', () => {
    const pod = podsIn(mix('1.36', 1), 'p0-0')[0] as unknown as { metadata: { annotations: Record<string, string> } }
    expect(Object.keys(pod.metadata.annotations).sort()).to.deep.equal([
      'podstart.dev/admitted-at',
      'podstart.dev/traceparent',
    ])
  })
  it('begins with the ends of two empty lists', () => {
    const { lines } = playOf(smallWorld(), [], 1)
    expect(lines.map(({ watch, type }) => `${watch} ${type}`)).to.deep.equal(['pods BOOKMARK', 'events BOOKMARK'])
  })
})

describe('pulls on simcluster', () => {
  const pulled = (name: string, played: Played): number => seenAfter(played, name, isReady) ?? Number.NaN
  it('come one after another on a node, and the later ones say how long they waited', () => {
    const played = playOf(smallWorld(), [
      [1, create(podOf('a', [container('app', { image: APP })]))],
      [1.1, create(podOf('b', [container('app', { image: 'reg.local/app:2' })]))],
    ])
    const [first = '', second = ''] = messagesIn(played, 'Pulled')
    expect(first).to.match(/^Successfully pulled image "reg.local\/app:1" in 1\.\d+s \(1\.\d+s including waiting\)/)
    // All but one layer of it came with the first.
    expect(second).to.match(
      /^Successfully pulled image "reg.local\/app:2" in [23]\d\dms \((1\.\d+s|[6-9]\d\dms) including waiting\)/,
    )
  })
  it('of an image that is there tell its size, and take no time', () => {
    const always = { image: 'reg.local/busybox:1', imagePullPolicy: 'Always' }
    const played = playOf(smallWorld(), [[1, create(podOf('a', [container('app', always)]))]])
    expect(messagesIn(played, 'Pulled')[0]).to.match(
      / in \d+ms \(\d+ms including waiting\)\. Image size: 1000000 bytes\.$/,
    )
  })
  it('are as slow as the node’s way to the registry', () => {
    const slow = { name: 'node-1', bandwidth: 10_000_000 }
    const pod = create(podOf('a', [container('app', { image: APP })]))
    const [usual, late] = [smallWorld(), smallWorld({}, { nodes: [slow] })].map((world) => playOf(world, [[1, pod]]))
    expect(usual && pulled('a', usual)).to.be.within(1_000, 2_500)
    expect(late && pulled('a', late)).to.be.within(5_000, 9_000)
  })
})

describe('what simcluster says', () => {
  const SAID = {
    '1.34': [
      'Successfully assigned shop/a to node-1',
      'Container image "reg.local/busybox:1" already present on machine',
      'Created container: app',
      'Started container app',
    ],
    '1.36': [
      'Successfully assigned shop/a to node-1',
      'Container image "reg.local/busybox:1" already present on machine and can be accessed by the pod',
      'Container created',
      'Container started',
    ],
  }
  for (const profile of ['1.34', '1.36'] as const) {
    it(`is what ${profile} says`, () => {
      const played = playOf(smallWorld({}, { profile }), [[1, create(podOf('a', [container('app')]))]])
      expect(['Scheduled', 'Pulled', 'Created', 'Started'].flatMap((one) => messagesIn(played, one))).to.deep.equal(
        SAID[profile],
      )
    })
    it(`comes when ${profile} says it: a running container is seen ${profile === '1.36' ? 'at once' : 'later'}`, () => {
      const played = playOf(smallWorld({}, { profile }), [[1, create(podOf('a', [container('app')]))]])
      const started = played.truth[0]?.spans.find(({ span }) => span === 'StartContainer')?.end_us ?? 0
      const told = played.truth[0]?.spans.findLast(({ span }) => span === 'status')?.start_us ?? 0
      const [least, most] = profile === '1.36' ? [1, 30] : [100, 1_100]
      expect((told - started) / 1_000).to.be.within(least, most)
    })
  }
})

describe('a pod that has done its work on simcluster', () => {
  it('is still running until nothing of it can run any more', () => {
    const pod = podOf('a', [container('job')], { restartPolicy: 'Never' })
    const played = playOf(smallWorld(PROGRAMS), [[1, create(pod)]])
    expect(podsIn(played, 'a').slice(-3).map(glance)).to.deep.equal([
      'Running: job running ready',
      'Running: job Completed',
      'Succeeded: job Completed',
    ])
  })
})

describe('a deleted pod on simcluster', () => {
  const remove = { do: 'delete pod', namespace: 'shop', name: 'a' } as const
  it('ends, and goes', () => {
    const played = playOf(smallWorld(), [
      [1, create(podOf('a', [container('app')]))],
      [5, remove],
    ])
    const types = played.lines.filter(({ watch }) => watch === 'pods').map(({ type }) => type)
    expect(types.slice(-2)).to.deep.equal(['MODIFIED', 'DELETED'])
    expect(reasonsIn(played, 'a')).to.deep.equal(['Scheduled', 'Pulled', 'Created', 'Started', 'Killing'])
  })
  it('that is forced away leaves its turn to pull to the next', () => {
    const played = playOf(smallWorld(), [
      [1, create(podOf('a', [container('app', { image: APP })]))],
      [1.2, create(podOf('b', [container('app', { image: APP })]))],
      [1.6, { ...remove, graceSeconds: 0 }],
    ])
    expect(reasonsIn(played, 'a')).to.deep.equal(['Scheduled', 'Pulling'])
    expect(podsIn(played, 'b').some(isReady)).to.equal(true)
  })
  it('that no node has goes at once', () => {
    const played = playOf(smallWorld(), [
      [1, create(podOf('a', [container('app')], { nodeSelector: { disk: 'fast' } }))],
      [5, remove],
    ])
    expect(podsIn(played, 'a').length).to.equal(3)
    expect(played.lines.findLast(({ watch }) => watch === 'pods')?.type).to.equal('DELETED')
  })
})

describe('the engine', () => {
  function running() {
    const clock = createFastClock(seconds(1_795_361_700))
    const store = createStore()
    const chance = createChance(1)
    const engine = startEngine({ world: smallWorld(), store, clock, chance, truth: createTruth() })
    return { clock, store, engine }
  }
  it('takes up what others write to the store', () => {
    const { clock, store } = running()
    store.put('pods', { ...podOf('a', [container('app')]), status: { phase: 'Pending' } })
    clock.runTo(plus(clock.now(), seconds(3)))
    expect((store.get('pods', 'shop', 'a') as unknown as Pod).status.phase).to.equal('Running')
  })
  for (const moment of [0.002, 0.004, 0.006, 0.01, 0.1, 0.5, 1.5, 5]) {
    it(`leaves nothing behind when it stops after ${moment} s`, () => {
      const { clock, store, engine } = running()
      const probed = { ...PROBED, image: APP }
      const volumes = [{ name: 's', secret: { secretName: 'keys' } }]
      engine.apply(create(podOf('a', [container('app', probed)])))
      engine.apply(create(podOf('b', [container('app', probed)], { nodeSelector: { disk: 'fast' } })))
      engine.apply(create(podOf('c', [container('app')], { volumes })))
      clock.runTo(plus(clock.now(), seconds(moment)))
      engine.stop()
      const before = store.version()
      expect(clock.runUntilIdle(plus(clock.now(), seconds(1)))).to.equal(true)
      expect(store.version()).to.equal(before)
    })
  }
  it('takes over what ran when a node comes back', () => {
    const played = playOf(
      smallWorld(),
      [
        [1, create(podOf('a', [container('app')]))],
        [10, { do: 'stop node', node: 'node-1' }],
        [80, { do: 'start node', node: 'node-1' }],
      ],
      100,
    )
    expect(reasonsIn(played, 'a')).to.deep.equal(['Scheduled', 'Pulled', 'Created', 'Started', 'NodeNotReady'])
    expect(podsIn(played, 'a').map(isReady).slice(-3)).to.deep.equal([true, false, true])
    expect(textAt(podsIn(played, 'a').at(-1)?.status.containerStatuses?.[0], 'restartCount')).to.equal('0')
  })
  it('evicts from a node that stays away', () => {
    const played = playOf(
      smallWorld(),
      [
        [1, create(podOf('a', [container('app')]))],
        [10, { do: 'stop node', node: 'node-1' }],
      ],
      400,
    )
    expect(reasonsIn(played, 'a').slice(-2)).to.deep.equal(['NodeNotReady', 'TaintManagerEviction'])
    expect(podsIn(played, 'a').at(-1)?.metadata.deletionTimestamp).to.be.a('string')
  })
})
