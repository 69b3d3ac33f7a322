import { withColdCaches } from './cold-cache.ts'
import { compareGroups, type Compared } from './compare-groups.ts'
import { spreadOf, type Spread } from './percentiles.ts'
import { labelsOf } from './labels.ts'
import type { ImageUse, PullSample } from './pull-sample.ts'
import { registryUnits } from './registry-units.ts'
import { SET_ASIDE, sortPulls, type Brought, type Sorted, type WhySetAside } from './set-aside.ts'
import type { Grouping } from './stage-table.ts'

export type Counts = Readonly<Record<WhySetAside, number>>

/** Of one node, image or registry: the pulls that moved an image. */
export interface PullRow {
  readonly group: string
  /** None where all were set aside. */
  readonly transfer?: Spread
  readonly wait?: Spread
  readonly setAside: Counts
  /** Against the other nodes, or registries. */
  readonly compared?: Compared
}

export interface PullTable {
  readonly by: 'node' | 'image' | 'registry'
  readonly rows: readonly PullRow[]
  readonly setAside: Counts
  /** The nodes' own, whatever the rows are of. */
  readonly nodes: readonly PullRow[]
}

const GROUP_OF: Readonly<Record<PullTable['by'], (pulls: readonly PullSample[]) => (pull: PullSample) => string>> = {
  node:
    () =>
    ({ node }) =>
      node,
  image(pulls) {
    const label = labelsOf(pulls.map(({ image }) => image))
    return ({ image }) => label(image)
  },
  registry:
    () =>
    ({ image }) =>
      image.registry,
}

export function pullTable(pulls: readonly PullSample[], uses: readonly ImageUse[], grouping: Grouping): PullTable {
  const sorted = sortPulls(pulls, uses)
  const nodes = rowsBy('node', pulls, sorted)
  const by = grouping === 'workload' ? 'node' : grouping
  return { by, rows: by === 'node' ? nodes : rowsBy(by, pulls, sorted), setAside: countsOf(sorted.setAside), nodes }
}

/** Those that moved an image as far as can be told, also where no other node did. */
const movedIn = ({ compared, setAside }: Sorted): readonly Brought[] => [
  ...compared.map(({ pull }) => pull),
  ...setAside.flatMap(({ pull, why }) => (why === 'alone' && pull.is === 'pulled' ? [pull] : [])),
]

function rowsBy(by: PullTable['by'], pulls: readonly PullSample[], sorted: Sorted): readonly PullRow[] {
  const groupOf = GROUP_OF[by](pulls)
  const moved = movedIn(sorted)
  const all = compared(by, moved, sorted, pulls)
  return [...new Set(pulls.map(groupOf))].sort().map((group) => {
    const own = moved.filter((pull) => groupOf(pull) === group)
    const [transfer, wait] = [spreadOf(own.map((pull) => pull.transfer)), spreadOf(own.map((pull) => pull.wait))]
    const against = all.find((one) => one.group === group) ?? { group, verdict: 'too few', here: 0, elsewhere: 0 }
    return {
      group,
      ...(transfer === undefined || wait === undefined ? {} : { transfer, wait }),
      setAside: countsOf(sorted.setAside.filter(({ pull }) => groupOf(pull) === group)),
      ...(by === 'image' ? {} : { compared: against }),
    }
  })
}

function compared(
  by: PullTable['by'],
  moved: readonly Brought[],
  sorted: Sorted,
  pulls: readonly PullSample[],
): readonly Compared[] {
  if (by === 'image') return []
  if (by === 'registry') return compareGroups(registryUnits(moved))
  return withColdCaches(compareGroups(sorted.compared.map(({ unit }) => unit)), pulls)
}

function countsOf(setAside: Sorted['setAside']): Counts {
  const counts = Object.fromEntries(Object.keys(SET_ASIDE).map((why) => [why, 0])) as Record<WhySetAside, number>
  for (const { why } of setAside) counts[why] += 1
  return counts
}
