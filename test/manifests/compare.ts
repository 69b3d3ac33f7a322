import { isFields, text } from '../../src/observe/json.ts'
import { nameOf, type Obj } from './objects.ts'

/** Labels that only Helm writes. */
const OF_HELM = ['app.kubernetes.io/instance', 'app.kubernetes.io/managed-by', 'helm.sh/chart', 'checksum/config']

/** What the chart says and kubectl leaves to the API server: its default is the same. Source: Kubernetes 1.36. */
const DEFAULTS: Readonly<Record<string, unknown>> = { imagePullPolicy: 'IfNotPresent' }

/** Helm makes the namespace itself, and cannot label it. */
const NOT_IN_THE_CHART = ['Namespace podstart']

/** Without what only Helm writes. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare)
  if (!isFields(value)) return value
  const entries = Object.entries(value)
    .filter(([key, one]) => !OF_HELM.includes(key) && DEFAULTS[key] !== one)
    .map(([key, one]) => [key, bare(one)] as const)
    // Annotations that are none any more.
    .filter(([key, one]) => key !== 'annotations' || !isFields(one) || Object.keys(one).length > 0)
  return Object.fromEntries(entries)
}

/** In an order that does not count. */
function sortedEnv(object: unknown): unknown {
  if (Array.isArray(object)) {
    const all = object.map(sortedEnv)
    return all.every(
      (one) => isFields(one) && typeof one['name'] === 'string' && ('value' in one || 'valueFrom' in one),
    )
      ? all.toSorted((one, other) => (text(one, 'name') ?? '').localeCompare(text(other, 'name') ?? ''))
      : all
  }
  if (!isFields(object)) return object
  return Object.fromEntries(Object.entries(object).map(([key, one]) => [key, sortedEnv(one)]))
}

/** By their names, without what may differ between chart and overlay. */
export const comparable = (objects: readonly Obj[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    objects
      .map((object) => [nameOf(object), sortedEnv(bare(object))] as const)
      .filter(([name]) => !NOT_IN_THE_CHART.includes(name))
      .toSorted(([one], [other]) => one.localeCompare(other)),
  )
