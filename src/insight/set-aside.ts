import { median } from 'simple-statistics'
import { earlier, MILLISECOND, toMillis, type Nanos } from '../observe/nanos.ts'
import { burstsOf } from './bursts.ts'
import type { ImageReference } from './image-reference.ts'
import type { ImageUse, PullSample } from './pull-sample.ts'
import type { Unit } from './stratified.ts'

/** Why a pull tells nothing of how fast its node is. A closed list; docs/report.md has it too. */
export const SET_ASIDE = {
  cached: 'the image was there',
  seen: 'the image had been on the node before',
  implausible: 'too fast to have moved the whole image',
  untimed: 'the Event told no duration',
  alone: 'no other node pulled the image',
} as const

export type WhySetAside = keyof typeof SET_ASIDE

export type Brought = Extract<PullSample, { readonly is: 'pulled' }>

export interface Sorted {
  /** Pulls that can be compared: of images that other nodes pulled, too. */
  readonly compared: readonly { readonly pull: Brought; readonly unit: Unit }[]
  readonly setAside: readonly { readonly pull: PullSample; readonly why: WhySetAside }[]
}

/** Bytes a second. A node that downloads and unpacks so fast was not seen; one that finds all layers is faster. */
export const PLAUSIBLE_RATE = 1_000_000_000
/** So many times as fast, for its size, as is usual on its node: most layers were there. */
export const PACE = 6
/** Fewer pulls of a node do not tell how it pulls else. */
const LEAST_FOR_PACE = 6

/** @param uses where each image was, also by what no pull tells of */
export function sortPulls(pulls: readonly PullSample[], uses: readonly ImageUse[]): Sorted {
  const history = historyOf(uses)
  const setAside: { pull: PullSample; why: WhySetAside }[] = []
  const whole = pulls.flatMap((pull) => {
    const why = whyAside(pull, history)
    if (why !== undefined) setAside.push({ pull, why })
    return why === undefined && pull.is === 'pulled' ? [pull] : []
  })
  const bursts = burstsOf(whole)
  const brought = whole.map((pull) => ({ pull, unit: unitOf(pull, history, bursts.get(pull) ?? pull.at) }))
  const shared = split(brought, (all) => onSeveralNodes(all))
  const paced = split(shared.kept, (all) => atPace(all))
  const again = split(paced.kept, (all) => onSeveralNodes(all))
  const aside = (list: readonly Candidate[], why: WhySetAside) => list.map(({ pull }) => ({ pull, why }))
  return {
    compared: again.kept,
    setAside: [...setAside, ...aside(paced.left, 'implausible'), ...aside([...shared.left, ...again.left], 'alone')],
  }
}

interface Candidate {
  readonly pull: Brought
  readonly unit: Unit
}

type Choice = (all: readonly Candidate[]) => (one: Candidate) => boolean

function split(all: readonly Candidate[], choice: Choice) {
  const isKept = choice(all)
  return { kept: all.filter(isKept), left: all.filter((one) => !isKept(one)) }
}

/** When an image, and any of its repository, was first known to be on a node. */
interface History {
  readonly images: ReadonlyMap<string, Nanos>
  readonly repositories: ReadonlyMap<string, Nanos>
}

const repositoryOf = ({ registry, repository }: ImageReference): string => `${registry}/${repository}`
const onNode = (node: string, what: string): string => `${node} ${what}`

function historyOf(uses: readonly ImageUse[]): History {
  const images = new Map<string, Nanos>()
  const repositories = new Map<string, Nanos>()
  const note = (known: Map<string, Nanos>, key: string, at: Nanos) => known.set(key, earlier(known.get(key) ?? at, at))
  for (const { image, node, at } of uses) {
    note(images, onNode(node, image.canonical), at)
    note(repositories, onNode(node, repositoryOf(image)), at)
  }
  return { images, repositories }
}

const wasThere = (known: ReadonlyMap<string, Nanos>, key: string, at: Nanos): boolean => (known.get(key) ?? at) < at

function whyAside(pull: PullSample, { images }: History): WhySetAside | undefined {
  if (pull.is !== 'pulled') return pull.is
  if (wasThere(images, onNode(pull.node, pull.image.canonical), pull.at)) return 'seen'
  return isPlausible(pull) ? undefined : 'implausible'
}

/** No node moves bytes that fast. */
export const isPlausible = ({ size, transfer }: Brought): boolean =>
  size === undefined || rateOf(size, transfer) <= PLAUSIBLE_RATE

const rateOf = (size: bigint, transfer: Nanos): number => (Number(size) / Math.max(1, toMillis(transfer))) * 1_000

/** Durations are told to the millisecond: a shorter one is one. */
const logOf = (transfer: Nanos): number => Math.log(toMillis(transfer > MILLISECOND ? transfer : MILLISECOND))

/** Where another image of the repository was on the node, layers were, too: such pulls are compared with each other. */
function unitOf(pull: Brought, { repositories }: History, burst: Nanos): Unit {
  const isWarm = wasThere(repositories, onNode(pull.node, repositoryOf(pull.image)), pull.at)
  const stratum = `${pull.image.canonical}${isWarm ? ' beside another of its repository' : ''}`
  return { group: pull.node, stratum, value: logOf(pull.transfer), burst: String(burst) }
}

function onSeveralNodes(all: readonly Candidate[]): (one: Candidate) => boolean {
  const nodes = new Map<string, Set<string>>()
  for (const { unit } of all) nodes.set(unit.stratum, (nodes.get(unit.stratum) ?? new Set()).add(unit.group))
  return ({ unit }) => (nodes.get(unit.stratum)?.size ?? 0) > 1
}

/**
 * A pull that found most layers is told by its own node: how long it took for its size, against what is usual there. A
 * node that is fast throughout, or slow, loses nothing.
 */
function atPace(all: readonly Candidate[]): (one: Candidate) => boolean {
  const nodes = Map.groupBy(all, ({ unit }) => unit.group)
  const usual = new Map(
    [...nodes].flatMap(([node, own]) => {
      const middle = usualPace(own.flatMap(({ pull }) => paceOf(pull) ?? []))
      return middle === undefined ? [] : [[node, middle] as const]
    }),
  )
  return (one) => {
    const [middle, pace] = [usual.get(one.unit.group), paceOf(one.pull)]
    return middle === undefined || pace === undefined || !isTooFast(pace, middle)
  }
}

/** A pull has costs that do not grow with its size: as if it had so many bytes more. */
const BYTES_OF_A_PULL = 20_000_000

/** How long a pull took for its size: the logarithm of seconds a byte, but for a constant. */
export const paceOf = ({ size, transfer }: Brought): number | undefined =>
  size === undefined ? undefined : logOf(transfer) - Math.log(Number(size) + BYTES_OF_A_PULL)

/** @param paces of one node; undefined where they are too few to tell */
export const usualPace = (paces: readonly number[]): number | undefined =>
  paces.length < LEAST_FOR_PACE ? undefined : median([...paces])

export const isTooFast = (pace: number, usual: number): boolean => pace - usual <= -Math.log(PACE)
