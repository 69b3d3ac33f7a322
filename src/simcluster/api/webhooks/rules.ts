import { list, text } from '../../../observe/json.ts'
import { RESOURCES, type ResourceName } from '../resources.ts'

/** Whether a webhook's rule is about the creation of such objects. Source: Kubernetes 1.36, `predicates/rules`. */
export function isForCreation(rule: unknown, resource: ResourceName): boolean {
  const { group, version, namespaced } = RESOURCES[resource]
  const scope = text(rule, 'scope') ?? '*'
  return (
    names(rule, 'operations', 'CREATE') &&
    names(rule, 'apiGroups', group) &&
    names(rule, 'apiVersions', version) &&
    list(rule, 'resources').some(
      (one) => one === '*' || one === '*/*' || one === resource || one === `${resource}/*`,
    ) &&
    (scope === '*' || scope === (namespaced ? 'Namespaced' : 'Cluster'))
  )
}

const names = (rule: unknown, field: string, wanted: string): boolean =>
  list(rule, field).some((one) => one === '*' || one === wanted)
