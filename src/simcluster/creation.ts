import type { Creation } from './api/create.ts'
import { suffix, type Chance } from './chance.ts'
import type { Clock } from './clock.ts'
import { defaultedPod, withGateCondition } from './pod-defaults.ts'
import { toSecond } from './times.ts'

/** How the API server completes what is created. */
export function creationFor(clock: Clock, chance: Chance): Creation {
  const luck = chance.of('names')
  return {
    now: () => clock.now(),
    newSuffix: () => suffix(luck),
    defaults: (resource, object) =>
      resource === 'pods' ? withGateCondition(defaultedPod(object), toSecond(clock.now())) : object,
  }
}
