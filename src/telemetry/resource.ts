import { resourceFromAttributes } from '@opentelemetry/resources'
import type { Resource } from '@opentelemetry/resources'
import { ATTRIBUTES } from './names.ts'

export interface ResourceSettings {
  /** `k8s.cluster.name`; also the constant `host.id`, so that Jaeger sees one clock and shifts no span. */
  readonly clusterName: string
  /** Further attributes of every resource, such as `OTEL_RESOURCE_ATTRIBUTES` names. */
  readonly extra: Readonly<Record<string, string>>
}

/** They name the exporter's process: on another pod's spans they would be wrong, and differ between two sendings. */
const OF_THE_EXPORTER = /^(k8s\.(?!cluster\.)|service\.|process\.|host\.|container\.|telemetry\.)/

/** Splits off the attributes that must not be on other pods' spans; the caller warns of them. */
export function splitExtra(extra: Readonly<Record<string, string>>) {
  const entries = Object.entries(extra)
  return {
    kept: Object.fromEntries(entries.filter(([key]) => !OF_THE_EXPORTER.test(key))),
    dropped: entries.map(([key]) => key).filter((key) => OF_THE_EXPORTER.test(key)),
  }
}

const MOST_SERVICES = 10_000

/**
 * The resource of each service, one object for each: the exporter groups spans by the object, and Jaeger takes a span
 * sent again for the same only where its resource is byte for byte the same.
 */
export function createResources({ clusterName, extra }: ResourceSettings): (service: string) => Resource {
  const known = new Map<string, Resource>()
  return (service) => {
    const resource =
      known.get(service) ??
      resourceFromAttributes({
        ...splitExtra(extra).kept,
        [ATTRIBUTES.serviceName]: service,
        [ATTRIBUTES.hostId]: `kubernetes/${clusterName}`,
        [ATTRIBUTES.clusterName]: clusterName,
      })
    // A name for each Job that ever was would fill the memory; one batch holds far fewer.
    if (known.size >= MOST_SERVICES) known.clear()
    known.set(service, resource)
    return resource
  }
}
