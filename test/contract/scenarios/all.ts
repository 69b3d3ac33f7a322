import type { Scenario } from './scenario.ts'
import { STARTS } from './starts.ts'
import { TROUBLE } from './trouble.ts'

/** Every recording of the cluster, which is every recording but busybox-2017. */
export const SCENARIOS: readonly Scenario[] = [...STARTS, ...TROUBLE]
