import { expect } from 'chai'
import { describe, it } from 'mocha'
import { seconds } from '../../../src/observe/nanos.ts'
import type { Json } from '../../../src/simcluster/api/resources.ts'
import { container, create, glance, ms, playOf, podOf, podsIn, reasonsIn, smallWorld } from './small-world.ts'
import type { Programs, Timed } from './small-world.ts'

interface Case {
  readonly title: string
  readonly containers: readonly Json[]
  readonly spec?: Json
  readonly programs?: Programs
  readonly changes?: readonly Timed[]
  /** At the end, 30 s after the pod's creation; where it comes and goes, at some time before. */
  readonly is: string
  readonly comesAndGoes?: true
  /** The first of each kind of Event about it. */
  readonly events: readonly string[]
}

const app = (more: Json = {}): readonly Json[] => [container('app', more)]
const STARTED = ['Scheduled', 'Pulled', 'Created', 'Started']
const readiness = { readinessProbe: { exec: { command: ['true'] }, periodSeconds: 1 } }

const CASES: readonly Case[] = [
  { title: 'nothing wrong', containers: app(), is: 'Running: app running ready', events: STARTED },
  {
    title: 'an image that the registry does not have',
    containers: app({ image: 'reg.local/nothing:1' }),
    is: 'Pending: app ErrImagePull',
    events: ['Scheduled', 'Pulling', 'Failed', 'BackOff'],
  },
  {
    title: 'an image that comes later',
    containers: app({ image: 'reg.local/later:1' }),
    changes: [[5, { do: 'publish image', reference: 'reg.local/later:1' }]],
    is: 'Running: app running ready',
    events: ['Scheduled', 'Pulling', 'Failed', 'BackOff', 'Pulled', 'Created', 'Started'],
  },
  {
    title: 'an image that no name fits',
    containers: app({ image: 'Not/A:Valid:Image' }),
    is: 'Pending: app InvalidImageName',
    events: ['Scheduled', 'InspectFailed', 'Failed'],
  },
  {
    title: 'an image that must not be pulled',
    containers: app({ image: 'reg.local/app:1', imagePullPolicy: 'Never' }),
    is: 'Pending: app ErrImageNeverPull',
    events: ['Scheduled', 'ErrImageNeverPull', 'Failed'],
  },
  {
    title: 'a variable from a Secret that is not there',
    containers: app({ env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'a' } } }] }),
    is: 'Pending: app CreateContainerConfigError',
    events: ['Scheduled', 'Pulled', 'Failed'],
  },
  {
    title: 'a volume from a Secret that is not there',
    containers: app(),
    spec: { volumes: [{ name: 's', secret: { secretName: 'keys' } }] },
    is: 'Pending: app ContainerCreating',
    events: ['Scheduled', 'FailedMount'],
  },
  {
    title: 'a volume from a Secret that comes later',
    containers: app(),
    spec: { volumes: [{ name: 's', secret: { secretName: 'keys' } }] },
    changes: [[3, { do: 'create secret', namespace: 'shop', name: 'keys' }]],
    is: 'Running: app running ready',
    events: ['Scheduled', 'FailedMount', 'Pulled', 'Created', 'Started'],
  },
  {
    title: 'a container that cannot be created',
    containers: app(),
    programs: { app: { createError: 'no such device' } },
    is: 'Pending: app CreateContainerError',
    events: ['Scheduled', 'Pulled', 'Failed'],
  },
  {
    title: 'a container that cannot be started',
    containers: app(),
    programs: { app: { startError: 'no such file' } },
    is: 'Running: app CrashLoopBackOff',
    comesAndGoes: true,
    events: ['Scheduled', 'Pulled', 'Created', 'Failed', 'BackOff'],
  },
  {
    title: 'a hook that fails',
    containers: app({ lifecycle: { postStart: { exec: { command: ['false'] } } } }),
    programs: { app: { postStart: { takes: ms(10), fails: true } } },
    is: 'Running: app CrashLoopBackOff',
    comesAndGoes: true,
    events: [...STARTED, 'FailedPostStartHook', 'Killing', 'BackOff'],
  },
  {
    title: 'a program that ends again and again',
    containers: app(),
    programs: { app: { ends: { after: ms(700), code: 3 } } },
    is: 'Running: app CrashLoopBackOff',
    comesAndGoes: true,
    events: [...STARTED, 'BackOff'],
  },
  {
    title: 'an init container that fails',
    containers: app(),
    spec: { initContainers: [container('migrate')] },
    programs: { migrate: { ends: { after: ms(500), code: 1 } } },
    is: 'Pending: migrate CrashLoopBackOff, app PodInitializing',
    comesAndGoes: true,
    events: [...STARTED, 'BackOff'],
  },
  {
    title: 'an init container that fails, in a pod that is not restarted',
    containers: app(),
    spec: { initContainers: [container('migrate')], restartPolicy: 'Never' },
    programs: { migrate: { ends: { after: ms(500), code: 1 } } },
    is: 'Failed: migrate Error, app PodInitializing',
    events: STARTED,
  },
  {
    title: 'a program that takes too much memory',
    containers: app(),
    spec: { restartPolicy: 'Never' },
    programs: { app: { ends: { after: seconds(2), code: 137, oom: true } } },
    is: 'Failed: app OOMKilled',
    events: STARTED,
  },
  {
    title: 'a program that does its work',
    containers: app(),
    spec: { restartPolicy: 'OnFailure' },
    programs: { app: { ends: { after: seconds(2), code: 0 } } },
    is: 'Succeeded: app Completed',
    events: STARTED,
  },
  {
    title: 'a program that is never ready',
    containers: app(readiness),
    programs: { app: { passesAfter: 'never' } },
    is: 'Running: app running',
    events: [...STARTED, 'Unhealthy'],
  },
  {
    title: 'a startup probe that never passes',
    containers: app({ startupProbe: { tcpSocket: { port: 80 }, periodSeconds: 1, failureThreshold: 2 } }),
    programs: { app: { passesAfter: 'never' } },
    is: 'Running: app CrashLoopBackOff',
    comesAndGoes: true,
    events: [...STARTED, 'Unhealthy', 'Killing', 'BackOff'],
  },
  {
    title: 'more CPU than there is',
    containers: app({ resources: { requests: { cpu: '2' } } }),
    is: 'Pending: ',
    events: ['FailedScheduling'],
  },
  {
    title: 'a gate',
    containers: app(),
    spec: { schedulingGates: [{ name: 'wait' }] },
    is: 'Pending: ',
    events: [],
  },
  {
    title: 'a node that is cordoned, and then is not',
    containers: app(),
    changes: [
      [0.1, { do: 'cordon node', node: 'node-1' }],
      [5, { do: 'uncordon node', node: 'node-1' }],
    ],
    is: 'Running: app running ready',
    events: ['FailedScheduling', ...STARTED],
  },
  {
    title: 'a sandbox that fails, and then does not',
    containers: app(),
    changes: [
      [0.1, { do: 'break sandboxes', node: 'node-1', message: 'no address left' }],
      [5, { do: 'break sandboxes', node: 'node-1', message: undefined }],
    ],
    is: 'Running: app running ready',
    events: ['Scheduled', 'FailedCreatePodSandBox', 'Pulled', 'Created', 'Started'],
  },
  {
    title: 'a node that stops',
    containers: app(),
    changes: [[0.1, { do: 'stop node', node: 'node-1' }]],
    is: 'Pending: ',
    events: ['Scheduled'],
  },
]

describe('what becomes of a pod on simcluster', () => {
  for (const { title, containers, spec = {}, programs = {}, changes = [], is, comesAndGoes, events } of CASES) {
    it(title, () => {
      const played = playOf(smallWorld(programs), [[1, create(podOf('web', containers, spec))], ...changes], 31)
      const glances = podsIn(played, 'web').map(glance)
      if (comesAndGoes === true) expect(glances).to.include(is)
      else expect(glances.at(-1)).to.equal(is)
      expect([...new Set(reasonsIn(played, 'web').map((one) => one.split(' ')[0]))]).to.deep.equal(events)
    })
  }
})
