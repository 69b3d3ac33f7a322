import type { NewContainer, NewPod } from './review.ts'

/** One step of a JSON Patch. Source: RFC 6902. */
export type Operation =
  | { readonly op: 'add'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }

export interface Changes {
  /** Annotations to set, also where they are already. */
  readonly added: Readonly<Record<string, string>>
  /** Annotations that are there, and are to go. */
  readonly removed: readonly string[]
  /** For the containers' `TRACEPARENT`. */
  readonly traceparent: string | undefined
  /** What the stamp of another pod says, where this one is its copy. */
  readonly copied: string | undefined
}

const ANNOTATIONS = '/metadata/annotations'
const VARIABLE = 'TRACEPARENT'

/** What changes the pod so, and nothing else of it. */
export const patchOf = (pod: NewPod, { added, removed, traceparent, copied }: Changes): readonly Operation[] => [
  ...annotationsPatch(pod, added),
  ...removed.map((key) => ({ op: 'remove' as const, path: pointer(ANNOTATIONS, key) })),
  ...(traceparent === undefined ? [] : pod.containers.flatMap((one) => variablePatch(one, traceparent, copied))),
]

/** To add a map where there is one would replace it, and all that is in it. */
const annotationsPatch = ({ annotations }: NewPod, added: Changes['added']): readonly Operation[] =>
  annotations === undefined
    ? [{ op: 'add', path: ANNOTATIONS, value: added }]
    : Object.entries(added).map(([key, value]) => ({ op: 'add', path: pointer(ANNOTATIONS, key), value }))

/** Source: RFC 6901, section 3. */
const pointer = (parent: string, key: string): string => `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`

/**
 * Whether the variable is not there yet. A ConfigMap or a Secret whose names get a prefix that `TRACEPARENT` begins
 * with, such as none, might bring it; what is in there cannot be seen, and what the container lists would win.
 */
const isOpen = ({ env = [], envFromPrefixes }: NewContainer): boolean =>
  !env.some(({ name }) => name === VARIABLE) && !envFromPrefixes.some((prefix) => VARIABLE.startsWith(prefix))

function variablePatch(container: NewContainer, value: string, copied: string | undefined): readonly Operation[] {
  const { path, env } = container
  // It came with the copied stamp: the application would go on with the other pod's trace.
  const stale = copied === undefined ? [] : (env ?? []).filter((one) => one.name === VARIABLE && one.value === copied)
  if (stale.length > 0) return stale.map((one) => ({ op: 'add', path: `${one.path}/value`, value }))
  if (!isOpen(container)) return []
  const variable = { name: VARIABLE, value }
  return env === undefined
    ? [{ op: 'add', path: `${path}/env`, value: [variable] }]
    : [{ op: 'add', path: `${path}/env/-`, value: variable }]
}
