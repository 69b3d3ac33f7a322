import { later, minus, seconds, type Nanos } from '../observe/nanos.ts'
import type { ImageUse } from '../insight/pull-sample.ts'
import { isPlausible, isTooFast, paceOf, usualPace, type Brought } from '../insight/set-aside.ts'

/**
 * Tells whether a pull moved an image, or found its layers there: the rule by which the comparison of nodes sets pulls
 * aside, from what startups have told so far and not from all at once (docs/adr/0021).
 */
export interface PullJudge {
  /** A startup shows that an image was on a node. */
  used(use: ImageUse): void
  /** To be asked once about each pull. */
  movedNothing(pull: Brought): boolean
}

/** An image that nobody has used for longer may be gone from its node; Events live as long. */
const LIFE = seconds(3_600)
const MOST_IMAGES = 20_000
const MOST_NODES = 2_000
/** Of each node: enough for a median that follows how the node pulls now. */
const MOST_PACES = 32
/** Longer names are no images that are pulled often. */
const LONGEST_NAME = 512

interface Span {
  readonly first: Nanos
  readonly last: Nanos
}

export function createPullJudge(): PullJudge {
  const images = new Map<string, Span>()
  const paces = new Map<string, readonly number[]>()
  const used = ({ node, image: { canonical }, at }: ImageUse): void => {
    if (canonical.length > LONGEST_NAME) return
    const key = `${node} ${canonical}`
    const known = images.get(key)
    const goesOn = known !== undefined && minus(at, known.last) <= LIFE
    put(
      images,
      key,
      goesOn ? { first: at < known.first ? at : known.first, last: later(known.last, at) } : { first: at, last: at },
      MOST_IMAGES,
    )
  }
  const wasThere = ({ node, image: { canonical }, at }: ImageUse): boolean => {
    const known = images.get(`${node} ${canonical}`)
    return known !== undefined && known.first < at && minus(at, known.last) <= LIFE
  }
  const isTooQuick = (pull: Brought): boolean => {
    const pace = paceOf(pull)
    if (pace === undefined) return false
    const own = [...(paces.get(pull.node) ?? []), pace].slice(-MOST_PACES)
    put(paces, pull.node, own, MOST_NODES)
    const usual = usualPace(own)
    return usual !== undefined && isTooFast(pace, usual)
  }
  return {
    used,
    movedNothing(pull) {
      const movedNothing = wasThere(pull) || !isPlausible(pull) || isTooQuick(pull)
      used(pull)
      return movedNothing
    },
  }
}

/** As the newest; the one that was put last longest ago goes. */
function put<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}
