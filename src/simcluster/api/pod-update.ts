import { isDeepStrictEqual } from 'node:util'
import { at, isFields, list } from '../../observe/json.ts'
import { without } from './metadata.ts'
import type { Json } from './resources.ts'
import type { Cause } from './status.ts'

const FORBIDDEN =
  'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,' +
  '`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing ' +
  'tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

/** What a pod's update may change. Source: Kubernetes 1.36, `pkg/apis/core/validation`. */
export function podSpecCauses(before: Json, after: Json): readonly Cause[] {
  return isDeepStrictEqual(lasting(before), lasting(after))
    ? []
    : [{ reason: 'FieldValueForbidden', message: FORBIDDEN, field: 'spec' }]
}

const CHANGING = ['activeDeadlineSeconds', 'tolerations', 'terminationGracePeriodSeconds', 'schedulingGates']

/** The spec without what may change. */
function lasting(pod: Json): Json {
  const spec = at(pod, 'spec')
  if (!isFields(spec)) return {}
  const imageless = (key: string) =>
    spec[key] === undefined
      ? {}
      : { [key]: list(spec, key).map((one) => (isFields(one) ? without(one, 'image') : one)) }
  return { ...without(spec, ...CHANGING), ...imageless('containers'), ...imageless('initContainers') }
}
