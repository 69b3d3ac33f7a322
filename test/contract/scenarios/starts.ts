import { seconds } from '../../../src/observe/nanos.ts'
import { scenario, type Scenario as One } from './scenario.ts'

const NO_FILE = "cat: can't open '/tmp/ok': No such file or directory\n"
const ENDS_WELL = (after: number) => ({ ends: { after: seconds(after), code: 0 } })
const SIDECAR = {
  prepare: ENDS_WELL(1),
  migrate: ENDS_WELL(2),
  main: { passesAfter: seconds(2), probeOutput: NO_FILE },
}

/** Startups that go well. */
export const STARTS: readonly One[] = [
  scenario({ recording: 'cached-image', watched: 5 }),
  scenario({ recording: 'cold-pull', watched: 5 }),
  scenario({ recording: 'v1.34/cold-pull', profile: '1.34', watched: 5 }),
  scenario({ recording: 'two-containers', watched: 5 }),
  scenario({ recording: 'twelve-containers', watched: 8 }),
  scenario({ recording: 'init-and-sidecar', programs: SIDECAR, watched: 20 }),
  scenario({ recording: 'again/init-and-sidecar', programs: SIDECAR, busybox: false, watched: 20 }),
  scenario({ recording: 'v1.34/init-and-sidecar', profile: '1.34', programs: SIDECAR, busybox: false, watched: 20 }),
  scenario({
    recording: 'slow-readiness',
    programs: { app: { passesAfter: seconds(5), probeOutput: NO_FILE } },
    watched: 10,
  }),
  scenario({ recording: 'rollout-two-nodes', bandwidth: 90e6, watched: 10 }),
  scenario({ recording: 'job-succeeds', programs: { work: ENDS_WELL(2) }, watched: 10 }),
]
