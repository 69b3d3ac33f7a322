import type { Compared } from './compare-groups.ts'
import { RULES } from './confidence.ts'
import type { PullSample } from './pull-sample.ts'

/** Of how many images of a node the first that was heard is that they were there. */
export interface Warmth {
  readonly there: number
  readonly images: number
}

/**
 * A node with a cold cache has to move what others find: layers, of which Events do not tell. Where clearly fewer of a
 * slow node's images were there before, nothing says whether its way is slow or its cache cold: it is not named.
 */
export function withColdCaches(all: readonly Compared[], pulls: readonly PullSample[]): readonly Compared[] {
  const nodes = new Map([...Map.groupBy(pulls, ({ node }) => node)].map(([node, own]) => [node, warmthOf(own)]))
  return all.map((one) => {
    if (one.verdict !== 'slow') return one
    const here = nodes.get(one.group) ?? NOTHING
    const elsewhere = [...nodes].filter(([node]) => node !== one.group).map(([, warmth]) => warmth)
    const others = elsewhere.reduce((a, b) => ({ there: a.there + b.there, images: a.images + b.images }), NOTHING)
    return isColder(here, others) ? { ...one, verdict: 'cold', warmth: { here, others } } : one
  })
}

const NOTHING: Warmth = { there: 0, images: 0 }

function warmthOf(pulls: readonly PullSample[]): Warmth {
  const first = new Map<string, PullSample>()
  for (const pull of pulls) {
    const known = first.get(pull.image.canonical)
    if (known === undefined || pull.at < known.at) first.set(pull.image.canonical, pull)
  }
  return { there: [...first.values()].filter(({ is }) => is === 'cached').length, images: first.size }
}

const shareOf = ({ there, images }: Warmth): number => (images === 0 ? 0 : there / images)

/** By more than chance would give, and enough to matter. */
function isColder(here: Warmth, others: Warmth): boolean {
  const lack = shareOf(others) - shareOf(here)
  const common = (here.there + others.there) / (here.images + others.images)
  const deviation = Math.sqrt(common * (1 - common) * (1 / here.images + 1 / others.images))
  return lack >= RULES.colder && lack >= 2 * deviation
}
