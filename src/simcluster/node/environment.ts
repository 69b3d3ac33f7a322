import type { Json, ResourceName } from '../api/resources.ts'
import type { Store } from '../api/store.ts'
import type { Container, EnvVar, Pod } from '../pod.ts'

/** What a container's environment lacks, in the kubelet's words. Source: kubelet_pods.go, `makeEnvironmentVariables`. */
export function missingInEnvironment(store: Store, pod: Pod, container: Container): string | undefined {
  const { namespace } = pod.metadata
  const lacks = (resource: ResourceName, kind: string, ref: { name: string; optional?: boolean } | undefined) =>
    ref !== undefined && ref.optional !== true && store.get(resource, namespace, ref.name) === undefined
      ? `${kind} "${ref.name}" not found`
      : undefined
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    const missing = lacks('configmaps', 'configmap', configMapRef) ?? lacks('secrets', 'secret', secretRef)
    if (missing !== undefined) return missing
  }
  for (const { valueFrom: { configMapKeyRef, secretKeyRef } = {} } of container.env ?? []) {
    const missing = lacks('configmaps', 'configmap', configMapKeyRef) ?? lacks('secrets', 'secret', secretKeyRef)
    if (missing !== undefined) return missing
    const key =
      missingKey(store, 'configmaps', 'ConfigMap', namespace, configMapKeyRef) ??
      missingKey(store, 'secrets', 'Secret', namespace, secretKeyRef)
    if (key !== undefined) return key
  }
  return undefined
}

type KeyRef = NonNullable<NonNullable<EnvVar['valueFrom']>['secretKeyRef']>

function missingKey(
  store: Store,
  resource: ResourceName,
  kind: string,
  namespace: string,
  ref: KeyRef | undefined,
): string | undefined {
  if (ref === undefined || ref.optional === true) return undefined
  const { data } = (store.get(resource, namespace, ref.name) ?? {}) as { readonly data?: Json }
  // What was made without any content stands for one that has all it needs.
  if (data === undefined || ref.key in data) return undefined
  return `couldn't find key ${ref.key} in ${kind} ${namespace}/${ref.name}`
}
