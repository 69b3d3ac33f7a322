/** The stages of a startup: pod-wide ones, and those of each container. A closed list; the docs are checked against it. */
export const STAGE_NAMES = [
  'etcd write',
  'schedule',
  'pod setup',
  'pull',
  'create',
  'start',
  'run',
  'probe',
  'ready',
] as const

export type StageName = (typeof STAGE_NAMES)[number]
