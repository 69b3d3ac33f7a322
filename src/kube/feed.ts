/** One list and watch: all pods or all Events about pods, of the cluster or of a namespace. */
export interface Feed {
  readonly watch: 'pods' | 'events'
  /** Empty for all. */
  readonly namespace: string
  readonly labelSelector?: string
  /** `metadata.name=web`; of Events beside that they are about pods. */
  readonly fieldSelector?: string
}

/** @param namespaces empty for the whole cluster */
export function feedsOf(namespaces: readonly string[], labelSelector: string | undefined): readonly Feed[] {
  const places = namespaces.length === 0 ? [''] : [...new Set(namespaces)]
  return places.flatMap((namespace): Feed[] => [
    { watch: 'pods', namespace, ...(labelSelector !== undefined && { labelSelector }) },
    // Events carry no labels of their pods.
    { watch: 'events', namespace },
  ])
}

export const nameOf = ({ watch, namespace }: Feed): string => (namespace === '' ? watch : `${watch} in ${namespace}`)

/**
 * How long a watch of this feed may bring nothing, where pods' may for `silence`.
 *
 * Source: Kubernetes 1.30 to 1.37 serves Events from etcd and not from its watch cache, and their watches get no regular
 * bookmarks: in a quiet cluster there is nothing to hear. A connection that is gone shows by TCP's keep-alive before.
 */
export const silenceOf = ({ watch }: Feed, silence: number): number => (watch === 'pods' ? silence : 5 * silence)

/** The feed's path with its selectors and `more`. */
export function pathOf(feed: Feed, more: Readonly<Record<string, string>>): string {
  const { watch, namespace, labelSelector, fieldSelector } = feed
  const fields = [...(watch === 'events' ? ['involvedObject.kind=Pod'] : []), ...(fieldSelector ?? '').split(',')]
    .filter((one) => one !== '')
    .join(',')
  const query = new URLSearchParams({
    ...(fields !== '' && { fieldSelector: fields }),
    ...(labelSelector !== undefined && { labelSelector }),
    ...more,
  })
  const place = namespace === '' ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  return `/api/v1${place}/${watch}?${query.toString()}`
}
