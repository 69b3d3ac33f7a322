import { millis, seconds, type Nanos } from '../../../src/observe/nanos.ts'
import type { WatchItem } from '../../../src/observe/observe.ts'
import { textAt, type Json } from '../../../src/simcluster/api/resources.ts'
import { play, type Played } from '../../../src/simcluster/play.ts'
import type { Pod } from '../../../src/simcluster/pod.ts'
import type { Change, ImageSpec, Program, World } from '../../../src/simcluster/world.ts'

const MEGABYTE = 1_000_000

export const image = (
  reference: string,
  ...layers: readonly (readonly [name: string, megabytes: number])[]
): ImageSpec => ({
  reference,
  layers: layers.map(([name, megabytes]) => ({ name, bytes: megabytes * MEGABYTE })),
})

export type Programs = Readonly<Record<string, Partial<Program>>>

/** One node with busybox, and a registry that lacks one image; `programs` by the containers' names. */
export const smallWorld = (programs: Programs = {}, more: Partial<World> = {}): World => ({
  profile: '1.36',
  nodes: [{ name: 'node-1', images: ['reg.local/busybox:1'], milliCpu: 1_000 }],
  images: [
    image('reg.local/busybox:1', ['base', 1]),
    image('reg.local/app:1', ['base', 1], ['runtime', 50], ['app', 10]),
    { ...image('reg.local/later:1', ['base', 1], ['later', 1]), missing: true },
    image('reg.local/app:2', ['base', 1], ['runtime', 50], ['app 2', 10]),
  ],
  bandwidth: 50 * MEGABYTE,
  programOf: (_pod, container) => programs[container] ?? {},
  ...more,
})

export const container = (name: string, more: Json = {}): Json => ({ name, image: 'reg.local/busybox:1', ...more })

export const podOf = (name: string, containers: readonly Json[], spec: Json = {}): Json => ({
  metadata: { name, namespace: 'shop' },
  spec: { containers, terminationGracePeriodSeconds: 1, ...spec },
})

export const create = (pod: Json): Change => ({ do: 'create pod', pod })

export type Timed = readonly [after: number, change: Change]

/** @param after in seconds, from the beginning */
export const playOf = (world: World, changes: readonly Timed[], length = 30, seed = 1): Played =>
  play({
    world,
    happenings: changes.map(([after, change]) => ({ after: seconds(after), change })),
    seed,
    length: seconds(length),
  })

export const podsIn = ({ lines }: Played, name: string): readonly Pod[] =>
  lines.flatMap(({ watch, type, object }) =>
    watch === 'pods' && type !== 'BOOKMARK' && textAt(object, 'metadata', 'name') === name ? [object as Pod] : [],
  )

/** The Events about a pod, as `Pulled x2`. */
export const reasonsIn = ({ lines }: Played, name: string): readonly string[] =>
  lines.flatMap(({ watch, object }) => {
    if (watch !== 'events' || textAt(object, 'involvedObject', 'name') !== name) return []
    const { reason, count = 1 } = object as { readonly reason: string; readonly count?: number }
    return [count > 1 ? `${reason} x${count}` : reason]
  })

export const messagesIn = ({ lines }: Played, reason: string): readonly string[] =>
  lines.flatMap(({ object }) => (textAt(object, 'reason') === reason ? [textAt(object, 'message')] : []))

/** Its phase, and what its containers are: `Running: app running, log CrashLoopBackOff`. */
export function glance({ status }: Pod): string {
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
  const states = containers.map(({ name, state, ready }) => {
    const what = state.waiting?.reason ?? state.terminated?.reason ?? 'running'
    return `${name} ${what}${ready ? ' ready' : ''}`
  })
  return `${status.phase ?? ''}: ${states.join(', ')}`
}

export const lastOf = (played: Played, name: string): Pod | undefined => podsIn(played, name).at(-1)

/** When a pod was first seen so, in milliseconds since it was first seen at all. */
export function seenAfter({ lines }: Played, name: string, isSo: (pod: Pod) => boolean): number | undefined {
  const own = lines.filter(({ watch, object }) => watch === 'pods' && textAt(object, 'metadata', 'name') === name)
  const found = own.find(({ object }) => isSo(object as Pod))
  return found === undefined ? undefined : since(own[0], found)
}

const since = (from: WatchItem | undefined, to: WatchItem): number => Number(to.at - (from?.at ?? to.at)) / 1e6

export const isReady = ({ status }: Pod): boolean =>
  (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True')

export const ms = (count: number): Nanos => millis(count)
