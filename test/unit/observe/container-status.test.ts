import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readContainerStatuses } from '../../../src/observe/container-status.ts'
import { parseTimestamp } from '../../../src/observe/timestamp.ts'

type Json = Readonly<Record<string, unknown>>

const STARTED = '2026-03-01T12:00:01Z'
const FINISHED = '2026-03-01T12:00:04Z'
const started = parseTimestamp(STARTED)
const finished = parseTimestamp(FINISHED)

const WAITING = { kind: 'container', container: 'app', state: 'waiting', ready: false, restarts: 0, node: 'node-1' }
const RUNNING = { ...WAITING, state: 'running', startedAt: started }

const CASES: ReadonlyArray<readonly [name: string, status: Json, fact: Json]> = [
  [
    'waiting',
    { state: { waiting: { reason: 'ErrImagePull', message: 'not found' } }, ready: false, restartCount: 0 },
    { ...WAITING, reason: 'ErrImagePull', message: 'not found' },
  ],
  ['waiting without a reason', { state: { waiting: {} } }, WAITING],
  ['in an empty state, which means waiting', { state: {}, ready: false, restartCount: 0 }, WAITING],
  ['without a state', {}, WAITING],
  [
    'running',
    { state: { running: { startedAt: STARTED } }, ready: true, started: true, restartCount: 2 },
    { ...RUNNING, ready: true, started: true, restarts: 2 },
  ],
  ['running since nobody knows when', { state: { running: {} } }, { ...WAITING, state: 'running' }],
  ['running, with nulls for the other states', { state: { waiting: null, running: { startedAt: STARTED } } }, RUNNING],
  [
    'terminated',
    {
      state: {
        terminated: { exitCode: 137, reason: 'OOMKilled', message: 'bye', startedAt: STARTED, finishedAt: FINISHED },
      },
    },
    {
      ...WAITING,
      state: 'terminated',
      reason: 'OOMKilled',
      message: 'bye',
      termination: {
        exitCode: 137,
        reason: 'OOMKilled',
        message: 'bye',
        startedAt: started,
        finishedAt: finished,
      },
    },
  ],
  [
    'terminated without ever having run: its start of 1970 is none',
    {
      state: {
        terminated: { exitCode: 128, reason: 'StartError', startedAt: '1970-01-01T00:00:00Z', finishedAt: FINISHED },
      },
    },
    {
      ...WAITING,
      state: 'terminated',
      reason: 'StartError',
      termination: { exitCode: 128, reason: 'StartError', finishedAt: finished },
    },
  ],
  [
    'running since 1970',
    { state: { running: { startedAt: '1970-01-01T00:00:00Z' } } },
    { ...WAITING, state: 'running' },
  ],
  [
    'waiting after a crash',
    {
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 1, reason: 'Error', startedAt: STARTED, finishedAt: FINISHED } },
      restartCount: 1,
    },
    {
      ...WAITING,
      reason: 'CrashLoopBackOff',
      restarts: 1,
      last: { exitCode: 1, reason: 'Error', startedAt: started, finishedAt: finished },
    },
  ],
  ['with an empty last state', { state: { waiting: {} }, lastState: {} }, WAITING],
  ['with a last state of null', { state: { waiting: {} }, lastState: { terminated: null } }, WAITING],
  [
    'with a message of pages',
    { state: { waiting: { message: 'x'.repeat(2000) } } },
    { ...WAITING, message: `${'x'.repeat(1024)}…` },
  ],
  ['with values of foreign types', { state: { waiting: { reason: 7 } }, ready: 'yes', restartCount: '2' }, WAITING],
]

const pod = (status: Json, spec: Json = { nodeName: 'node-1' }) => ({ spec, status })

describe('readContainerStatuses', () => {
  for (const [name, status, fact] of CASES) {
    it(`reads a container ${name}`, () => {
      expect(readContainerStatuses(pod({ containerStatuses: [{ name: 'app', ...status }] }))).to.deep.equal([fact])
    })
  }

  it('reads init containers first, and all of them', () => {
    const statuses = { containerStatuses: [{ name: 'a' }, { name: 'b' }], initContainerStatuses: [{ name: 'i' }] }
    expect(readContainerStatuses(pod(statuses)).map(({ container }) => container)).to.deep.equal(['i', 'a', 'b'])
  })
  it('reads no ephemeral containers', () => {
    expect(readContainerStatuses(pod({ ephemeralContainerStatuses: [{ name: 'debug' }] }))).to.deep.equal([])
  })
  it('names no node before there is one', () => {
    expect(readContainerStatuses(pod({ containerStatuses: [{ name: 'app' }] }, {}))).to.deep.equal([
      { kind: 'container', container: 'app', state: 'waiting', ready: false, restarts: 0 },
    ])
  })
  it('leaves out what has no name', () => {
    expect(readContainerStatuses(pod({ containerStatuses: [{}, null, 'app'] }))).to.deep.equal([])
  })
  it('reads nothing of what is no pod', () => {
    expect(readContainerStatuses(undefined)).to.deep.equal([])
  })
})
