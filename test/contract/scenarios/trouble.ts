import { millis, seconds } from '../../../src/observe/nanos.ts'
import type { Change } from '../../../src/simcluster/world.ts'
import { LATE_IMAGE } from './images.ts'
import { scenario, type Scenario as One } from './scenario.ts'

const NO_NETWORK =
  'plugin type="bridge" failed (add): invalid range set 0: Network 10.88.1.0/31 too small to allocate from'
const NO_BINARY =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
  'unable to start container process: exec: "/does/not/exist": stat /does/not/exist: no such file or directory'

const settings: Change = { do: 'create configmap', namespace: 's-config-error-then-ok', name: 'settings' }
const openGate: Change = {
  do: 'patch pod',
  namespace: 's-scheduling-gate',
  name: 'gated',
  pod: (pod) => ({ ...pod, spec: { ...(pod['spec'] as object), schedulingGates: undefined } }),
}
const deletion: Change = { do: 'delete pod', namespace: 's-deleted-mid-pull', name: 'impatient' }
const secret: Change = { do: 'create secret', namespace: 's-missing-secret-volume-then-ok', name: 'keys' }
const sandboxes = (message: string | undefined): Change => ({ do: 'break sandboxes', node: 'node-1', message })

/** Startups that stop, and some that are helped on: at a moment when nothing else is about to happen. */
export const TROUBLE: readonly One[] = [
  scenario({ recording: 'config-error-then-ok', busybox: false, changes: [[4, settings]], watched: 30 }),
  scenario({ recording: 'v1.34/config-error-then-ok', profile: '1.34', changes: [[4, settings]], watched: 30 }),
  scenario({
    recording: 'crash-loop',
    programs: { app: { ends: { after: seconds(1), code: 3 } } },
    watched: 22,
  }),
  scenario({ recording: 'deleted-mid-pull', bandwidth: 70e6, changes: [[2.7, deletion]], watched: 20 }),
  scenario({ recording: 'invalid-image-name', watched: 5 }),
  scenario({ recording: 'missing-secret-volume-then-ok', changes: [[2.4, secret]], watched: 12 }),
  scenario({ recording: 'never-pull', watched: 5 }),
  scenario({ recording: 'never-ready', programs: { app: { passesAfter: 'never' } }, watched: 15 }),
  scenario({
    recording: 'post-start-hook-error',
    programs: { app: { postStart: { takes: millis(30), fails: true, code: 7 } } },
    watched: 11,
  }),
  scenario({
    recording: 'pull-backoff-then-ok',
    changes: [[22, { do: 'publish image', reference: LATE_IMAGE }]],
    watched: 70,
  }),
  scenario({ recording: 'run-error', programs: { app: { startError: NO_BINARY } }, watched: 6 }),
  scenario({
    recording: 'sandbox-failure-then-ok',
    changes: [
      [-0.5, sandboxes(NO_NETWORK)],
      [4, sandboxes(undefined)],
    ],
    watched: 25,
  }),
  scenario({ recording: 'scheduling-gate', changes: [[4, openGate]], watched: 10 }),
  scenario({
    recording: 'unschedulable-then-ok',
    changes: [[3, { do: 'label node', node: 'node-1', labels: { disk: 'fast' } }]],
    watched: 10,
  }),
]
