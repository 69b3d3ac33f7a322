import type { PodUid } from '../observe/observation.ts'

/** Pods whose startup has been told, or was over before: what still comes of them is no news. */
export interface ToldPods {
  has(uid: PodUid): boolean
  add(uid: PodUid): void
  /** It is gone for good: what is under way of it ends soon. */
  removed(uid: PodUid): void
}

/** @param limit so many are remembered after their end; those that are there are, as many as the cluster has */
export function createToldPods(limit: number): ToldPods {
  const there = new Set<PodUid>()
  const gone = new Set<PodUid>()
  return {
    has: (uid) => there.has(uid) || gone.has(uid),
    add: (uid) => void there.add(uid),
    removed(uid) {
      if (!there.delete(uid)) return
      gone.add(uid)
      const [oldest] = gone
      if (gone.size > limit && oldest !== undefined) gone.delete(oldest)
    },
  }
}
