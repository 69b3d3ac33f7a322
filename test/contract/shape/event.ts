import { at, isFields, text } from '../../../src/observe/json.ts'
import { masked, precision } from './mask.ts'

type Names = ReadonlyMap<string, string>

/** How often these come depends on when a loop of the kubelet or the scheduler happens to look. */
const ANY_NUMBER = ['BackOff', 'Unhealthy', 'FailedMount', 'FailedCreatePodSandBox', 'FailedScheduling']

/** These come from loops of their own, so that only what they follow is ordered. */
const BESIDE = ['Unhealthy']

export const isBeside = (event: unknown): boolean => BESIDE.includes(text(event, 'reason') ?? '')

export function eventLine(event: unknown, names: Names): string {
  const field = text(event, 'involvedObject', 'fieldPath')
  const parts = [
    text(event, 'reason'),
    text(event, 'type'),
    ...(field === undefined ? [] : [field]),
    countOf(event),
    JSON.stringify(masked(text(event, 'message') ?? '', names)),
  ]
  return parts.join(' ')
}

/** Who wrote it where, and which times it has: the same for many Events in a row. */
export const formOf = (event: unknown): string => `[${writerOf(event)}; ${timesOf(event)}]`

function countOf(event: unknown): string {
  const count = at(event, 'count')
  if (count === undefined) return 'no count'
  if (ANY_NUMBER.includes(text(event, 'reason') ?? '')) return '×any'
  return count === 1 ? '×1' : '×more'
}

function writerOf(event: unknown): string {
  const from = (path: readonly string[]) => text(event, ...path) ?? '-'
  const instance = from(['reportingInstance']).replace(/^default-scheduler-.+$/, 'default-scheduler-HOST')
  const action = text(event, 'action')
  return [
    `source ${from(['source', 'component'])}/${from(['source', 'host'])}`,
    `reported by ${from(['reportingComponent'])}/${instance}`,
    ...(action === undefined ? [] : [`action ${action}`]),
  ].join(', ')
}

const timesOf = (event: unknown): string =>
  (['eventTime', 'firstTimestamp', 'lastTimestamp'] as const)
    .map((key) => `${key} ${precision(at(event, key))}`)
    .join(', ')

/** Which fields the Events of a component have, and those of the object that they are about. */
export function fieldsOf(event: unknown): string {
  const keys = (value: unknown) =>
    isFields(value)
      ? Object.keys(value)
          .filter((key) => key !== 'managedFields')
          .sort()
          .join(' ')
      : '-'
  const about = text(event, 'involvedObject', 'fieldPath') === undefined ? 'the pod' : 'a container'
  return `Events of ${text(event, 'reportingComponent')} on ${about} have ${keys(event)}; metadata: ${keys(at(event, 'metadata'))}; involvedObject: ${keys(at(event, 'involvedObject'))}`
}
