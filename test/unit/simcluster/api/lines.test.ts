import { expect } from 'chai'
import { describe, it } from 'mocha'
import { seconds } from '../../../../src/observe/nanos.ts'
import { generatedName, nameSuffix } from '../../../../src/simcluster/api/created-name.ts'
import { humanDuration } from '../../../../src/simcluster/api/human-duration.ts'
import { podLine } from '../../../../src/simcluster/api/pod-row.ts'
import { formatOf } from '../../../../src/simcluster/api/table.ts'

describe('how long it has been, for people', () => {
  const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400]
  const CASES: readonly [length: number, text: string][] = [
    [-2, '<invalid>'],
    [-1, '0s'],
    [0, '0s'],
    [119, '119s'],
    [120, '2m'],
    [187, '3m7s'],
    [10 * MINUTE, '10m'],
    [10 * MINUTE + 30, '10m'],
    [3 * HOUR, '3h'],
    [3 * HOUR + 5 * MINUTE, '3h5m'],
    [8 * HOUR + 5 * MINUTE, '8h'],
    [2 * DAY, '2d'],
    [2 * DAY + 3 * HOUR, '2d3h'],
    [8 * DAY + 3 * HOUR, '8d'],
    [730 * DAY, '2y'],
    [740 * DAY, '2y10d'],
    [3_000 * DAY, '8y'],
  ]
  for (const [length, text] of CASES) it(text, () => expect(humanDuration(seconds(length))).to.equal(text))
})

describe('a pod’s line', () => {
  const ready = { name: 'app', ready: true, started: true, restartCount: 0, state: { running: {} } }
  const ended = (reason: string | undefined, exitCode: number, more: object = {}) => ({
    name: 'app',
    ready: false,
    restartCount: 0,
    state: { terminated: { ...(reason === undefined ? {} : { reason }), exitCode, ...more } },
  })
  const waiting = (reason: string, restartCount = 0) => ({
    name: 'app',
    ready: false,
    restartCount,
    state: { waiting: { reason } },
  })
  const spec = (init: readonly object[] = [], count = 1) => ({
    spec: {
      containers: Array.from({ length: count }, (_, i) => ({ name: i === 0 ? 'app' : `app-${i}` })),
      initContainers: init,
    },
  })
  const status = (phase: string, main: readonly object[], more: object = {}) => ({
    status: { phase, containerStatuses: main, ...more },
  })
  const SIDECAR = { name: 'side', restartPolicy: 'Always' }
  const isReady = { conditions: [{ type: 'Ready', status: 'True' }] }

  const CASES: readonly [title: string, pod: object, line: string][] = [
    ['new', { ...spec(), status: { phase: 'Pending' } }, '0/1 Pending 0'],
    [
      'gated',
      { ...spec(), ...status('Pending', [], { conditions: [{ type: 'PodScheduled', reason: 'SchedulingGated' }] }) },
      '0/1 SchedulingGated 0',
    ],
    ['evicted', { ...spec(), status: { phase: 'Failed', reason: 'Evicted' } }, '0/1 Evicted 0'],
    ['being made', { ...spec(), ...status('Pending', [waiting('ContainerCreating')]) }, '0/1 ContainerCreating 0'],
    ['up', { ...spec(), ...status('Running', [ready]) }, '1/1 Running 0'],
    ['crashing', { ...spec(), ...status('Running', [waiting('CrashLoopBackOff', 3)]) }, '0/1 CrashLoopBackOff 3'],
    ['done', { ...spec(), ...status('Succeeded', [ended('Completed', 0)]) }, '0/1 Completed 0'],
    ['failed without a reason', { ...spec(), ...status('Failed', [ended(undefined, 3)]) }, '0/1 ExitCode:3 0'],
    ['killed', { ...spec(), ...status('Failed', [ended(undefined, 0, { signal: 9 })]) }, '0/1 Signal:9 0'],
    [
      'half done, and ready',
      { ...spec([], 2), ...status('Running', [ended('Completed', 0), ready], isReady) },
      '1/2 Running 0',
    ],
    ['half done', { ...spec([], 2), ...status('Running', [ended('Completed', 0), ready]) }, '1/2 NotReady 0'],
    [
      'half failed',
      { ...spec([], 2), ...status('Running', [ended('Completed', 0), ended('Error', 1)]) },
      '0/2 Error 0',
    ],
    [
      'in its first init container',
      {
        ...spec([{ name: 'init' }]),
        ...status('Pending', [], {
          initContainerStatuses: [{ name: 'init', restartCount: 2, state: { running: {} } }],
        }),
      },
      '0/1 Init:0/1 2',
    ],
    [
      'failing in its init container',
      {
        ...spec([{ name: 'init' }]),
        ...status('Pending', [], { initContainerStatuses: [{ ...ended('Error', 1), name: 'init' }] }),
      },
      '0/1 Init:Error 0',
    ],
    [
      'waiting for its init container',
      {
        ...spec([{ name: 'init' }]),
        ...status('Pending', [], { initContainerStatuses: [{ ...waiting('ImagePullBackOff'), name: 'init' }] }),
      },
      '0/1 Init:ImagePullBackOff 0',
    ],
    [
      'with a sidecar',
      {
        ...spec([SIDECAR]),
        ...status('Running', [ready], { initContainerStatuses: [{ ...ready, name: 'side', restartCount: 1 }] }),
      },
      '2/2 Running 1',
    ],
    ['going', { metadata: { deletionTimestamp: 'x' }, ...spec(), ...status('Running', [ready]) }, '1/1 Terminating 0'],
    [
      'going when it has ended',
      { metadata: { deletionTimestamp: 'x' }, ...spec(), ...status('Succeeded', [ended('Completed', 0)]) },
      '0/1 Completed 0',
    ],
  ]
  for (const [title, pod, expected] of CASES) {
    it(`${title}: ${expected}`, () => {
      const { ready: count, status: reason, restarts } = podLine(pod as never)
      expect(`${count} ${reason} ${restarts}`).to.equal(expected)
    })
  }
})

describe('a format that is asked for', () => {
  const TABLE = { as: 'table', version: 'meta.k8s.io/v1', include: 'Metadata' }
  const CASES: readonly [accept: string | undefined, format: object | undefined][] = [
    [undefined, { as: 'json' }],
    ['*/*', { as: 'json' }],
    ['application/vnd.kubernetes.protobuf, application/json', { as: 'json' }],
    ['application/json;as=Table;v=v1;g=meta.k8s.io, application/json', TABLE],
    ['application/json;as=Table;v=v9;g=meta.k8s.io', undefined],
    ['application/json;as=Chair;v=v1;g=meta.k8s.io,application/json', { as: 'json' }],
    ['text/html', undefined],
    ['', undefined],
    [';;=,', undefined],
  ]
  for (const [accept, format] of CASES) {
    it(accept ?? 'none', () => expect(formatOf(accept, undefined)).to.deep.equal(format))
  }
})

describe('a name that is made', () => {
  it('has five characters of an alphabet without vowels', () => {
    let next = 0
    expect(nameSuffix((limit) => next++ % limit)).to.equal('bcdfg')
    expect(nameSuffix((limit) => limit - 1)).to.equal('99999')
  })
  it('is never longer than 63', () => {
    expect(generatedName('a'.repeat(100), 'bcdfg')).to.equal(`${'a'.repeat(58)}bcdfg`)
  })
})
