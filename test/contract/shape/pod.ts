import { at, isFields, list, text } from '../../../src/observe/json.ts'
import { masked, precision } from './mask.ts'

/** What a pod object says, one line a thing: the key tells what of. */
export type Facts = ReadonlyMap<string, string>
type Names = ReadonlyMap<string, string>

const LISTS = [
  ['initContainerStatuses', 'init '],
  ['containerStatuses', ''],
  ['ephemeralContainerStatuses', 'ephemeral '],
] as const

/** Those of the status that have lines of their own. */
const TOLD = [
  'phase',
  'reason',
  'message',
  'qosClass',
  'observedGeneration',
  'conditions',
  ...LISTS.map(([key]) => key),
]

export function factsOf(pod: unknown, names: Names): Facts {
  return new Map([
    ...objectFacts(pod),
    ...conditionFacts(pod, names),
    ...LISTS.flatMap(([key, role]) =>
      list(pod, 'status', key).flatMap((one) => containerFacts(one, `${role}${text(one, 'name') ?? ''}`, names)),
    ),
  ])
}

/** What is new in a pod object against the one before, and what is gone. */
export function changes(before: Facts, after: Facts): readonly string[] {
  const gone = [...before.keys()].filter((key) => !after.has(key)).map((key) => `${key}: gone`)
  return [...[...after].filter(([key, line]) => before.get(key) !== line).map(([, line]) => line), ...gone]
}

type Fact = readonly [key: string, line: string]

function objectFacts(pod: unknown): readonly Fact[] {
  const status = at(pod, 'status')
  const others = isFields(status) ? Object.keys(status).filter((key) => !TOLD.includes(key)) : []
  const own: readonly (readonly [string, unknown])[] = [
    ['created', precision(at(pod, 'metadata', 'creationTimestamp'))],
    ['node', text(pod, 'spec', 'nodeName')],
    [
      'gates',
      list(pod, 'spec', 'schedulingGates')
        .map((gate) => text(gate, 'name'))
        .join(' '),
    ],
    ['generation', at(pod, 'metadata', 'generation')],
    ['deletion', deletionOf(pod)],
    ['observed generation', at(status, 'observedGeneration')],
    ['phase', at(status, 'phase')],
    ['reason', at(status, 'reason')],
    ['message', at(status, 'message')],
    ['quality of service', at(status, 'qosClass')],
    ['start time', at(status, 'startTime') === undefined ? undefined : precision(at(status, 'startTime'))],
    ['status has', others.sort().join(' ')],
  ]
  return own.flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, `${key}: ${value}`] as const],
  )
}

const deletionOf = (pod: unknown): string | undefined => {
  const time = at(pod, 'metadata', 'deletionTimestamp')
  const grace = at(pod, 'metadata', 'deletionGracePeriodSeconds')
  return time === undefined ? undefined : `asked for, grace ${grace}, time ${precision(time)}`
}

function conditionFacts(pod: unknown, names: Names): readonly Fact[] {
  const conditions = list(pod, 'status', 'conditions')
  const order = conditions.map((one) => text(one, 'type')).join(' ')
  return [
    ...(order === '' ? [] : [['conditions', `conditions: ${order}`] as const]),
    ...conditions.map((one): Fact => {
      const key = `condition ${text(one, 'type')}`
      const times = `transition ${precision(at(one, 'lastTransitionTime'))}, probe ${precision(at(one, 'lastProbeTime'))}`
      const generation = at(one, 'observedGeneration')
      const seen = generation === undefined ? '' : `, generation ${generation}`
      return [key, `${key}: ${words(at(one, 'status'), one, names)} [${times}${seen}]`]
    }),
  ]
}

/** A status, with its reason and message. */
const words = (status: unknown, of: unknown, names: Names): string =>
  [status, text(of, 'reason'), quoted(text(of, 'message'), names)].filter((one) => one !== undefined).join(' ')

const quoted = (message: string | undefined, names: Names): string | undefined =>
  message === undefined ? undefined : JSON.stringify(masked(message, names))

const PLAIN = ['name', 'state', 'lastState', 'ready', 'started', 'restartCount', 'image', 'imageID', 'containerID']

function containerFacts(one: unknown, name: string, names: Names): readonly Fact[] {
  const others = isFields(one) ? Object.keys(one).filter((key) => !PLAIN.includes(key)) : []
  const id = masked(String(at(one, 'containerID') ?? '-'))
  const image = `${masked(String(at(one, 'image')))} = ${masked(String(at(one, 'imageID') || '-'))}`
  const bits = ['ready', 'started', 'restartCount'].map((bit) => `${bit} ${at(one, bit)}`)
  const own: readonly (readonly [string, string])[] = [
    ['state', stateOf(at(one, 'state'), names)],
    ['last', stateOf(at(one, 'lastState'), names)],
    ['is', bits.join(', ')],
    ['image', image],
    ['has', ['id', id, ...others.sort()].join(' ')],
  ]
  return own.map(([key, line]) => [`${name} ${key}`, `${name} ${key}: ${line}`])
}

const TIMES = ['startedAt', 'finishedAt']

function stateOf(state: unknown, names: Names): string {
  if (!isFields(state)) return 'absent'
  return Object.entries(state)
    .map(([kind, of]) => {
      const exit = at(of, 'exitCode') === undefined ? '' : `, exit code ${at(of, 'exitCode')}`
      const times = TIMES.filter((key) => at(of, key) !== undefined).map((key) => `${key} ${precision(at(of, key))}`)
      const id = text(of, 'containerID') === undefined ? [] : ['id']
      return `${words(kind, of, names)}${exit}${[...times, ...id].map((one) => `, ${one}`).join('')}`
    })
    .join(' and ')
}
