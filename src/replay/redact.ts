import { at, isFields } from '../observe/json.ts'

type Change = (value: unknown) => unknown

/** These fields and no others, each as its change makes it; `keep` leaves it as it is. */
const only =
  (changes: Readonly<Record<string, Change>>): Change =>
  (value) =>
    isFields(value)
      ? Object.fromEntries(
          Object.entries(changes).flatMap(([key, change]) =>
            Object.hasOwn(value, key) ? [[key, change(value[key])]] : [],
          ),
        )
      : value

const each =
  (change: Change): Change =>
  (value) =>
    Array.isArray(value) ? value.map(change) : value

const keep: Change = (value) => value
/** That it is there is all that is read; a null is nothing. */
const there: Change = (value) => (value === null ? null : {})

/** Of the annotations those that podstart reads, or writes; others may hold anything. */
const KEPT_ANNOTATIONS = [
  /^traceparent$/,
  /^(tracing\.k8s\.io|opentelemetry\.io|traces\.opentelemetry\.io)\/traceparent$/,
  /^[^/]*\/(traceparent|tracestate|admitted-at|context)$/,
  /^podstart\.dev\/blind-since$/,
  /^k8s\.io\/initial-events-end$/,
  /^kubernetes\.io\/config\./,
  /^resource\.opentelemetry\.io\/service\.name$/,
]

const annotations: Change = (value) =>
  isFields(value)
    ? Object.fromEntries(Object.entries(value).filter(([key]) => KEPT_ANNOTATIONS.some((one) => one.test(key))))
    : value

const metadata: Change = (value) => {
  const changed = isFields(value)
    ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'managedFields'))
    : value
  return isFields(changed) && Object.hasOwn(changed, 'annotations')
    ? { ...changed, annotations: annotations(at(changed, 'annotations')) }
    : changed
}

const container = only({
  name: keep,
  image: keep,
  imagePullPolicy: keep,
  restartPolicy: keep,
  readinessProbe: there,
  startupProbe: there,
  livenessProbe: there,
})

const spec = only({
  nodeName: keep,
  nodeSelector: keep,
  restartPolicy: keep,
  schedulerName: keep,
  schedulingGates: keep,
  readinessGates: keep,
  initContainers: each(container),
  containers: each(container),
  ephemeralContainers: each(container),
})

/**
 * A pod or an Event with no more of its spec than podstart reads, and of its annotations: environment, arguments, commands,
 * volumes and all else may be secret. What it replays to is the same.
 */
export function redacted(object: unknown): unknown {
  if (!isFields(object)) return object
  return {
    ...object,
    ...(Object.hasOwn(object, 'metadata') && { metadata: metadata(object['metadata']) }),
    ...(Object.hasOwn(object, 'spec') && { spec: spec(object['spec']) }),
  }
}
