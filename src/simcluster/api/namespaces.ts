import { text } from '../../observe/json.ts'
import type { Nanos } from '../../observe/nanos.ts'
import { AT_ONCE, deleted } from './delete.ts'
import { wholeSeconds, withMetadata } from './metadata.ts'
import { ownDefaults } from './own-defaults.ts'
import { RESOURCE_NAMES, RESOURCES } from './resources.ts'
import type { Change, Store, Stored } from './store.ts'

/** Those that each cluster has. */
export const FIRST_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

export function createFirstNamespaces(store: Store, now: Nanos): void {
  for (const name of FIRST_NAMESPACES) {
    if (store.get('namespaces', '', name) !== undefined) continue
    const metadata = { name, creationTimestamp: wholeSeconds(now) }
    store.put('namespaces', ownDefaults('namespaces', { metadata }))
  }
}

/** Deletes what is in it; it goes itself when the last of its pods is gone. */
export function emptied(store: Store, namespace: Stored, now: Nanos): Stored {
  const { name } = namespace.metadata
  const going = store.put('namespaces', {
    ...withMetadata(namespace, { deletionTimestamp: wholeSeconds(now) }),
    status: { phase: 'Terminating' },
  })
  for (const resource of RESOURCE_NAMES.filter((one) => RESOURCES[one].namespaced)) {
    for (const [, object] of store.list(resource)) {
      const options = resource === 'pods' ? { ...AT_ONCE, gracePeriodSeconds: undefined } : AT_ONCE
      if (object.metadata.namespace === name) deleted(store, resource, object, options, now)
    }
  }
  finish(store, name)
  return going
}

/** Sees to it that a namespace goes behind the last of its pods. */
export const finishNamespaces = (store: Store): (() => void) =>
  store.onChange(({ resource, object, previous }: Change) => {
    if (resource === 'pods' && object === undefined) finish(store, previous?.metadata.namespace ?? '')
  })

function finish(store: Store, name: string): void {
  const namespace = store.get('namespaces', '', name)
  if (text(namespace, 'status', 'phase') !== 'Terminating') return
  if (store.list('pods').some(([, { metadata }]) => metadata.namespace === name)) return
  store.remove('namespaces', '', name)
}
