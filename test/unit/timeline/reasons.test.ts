import { expect } from 'chai'
import { describe, it } from 'mocha'
import { REASONS, ruleOf, type ReasonRule } from '../../../src/timeline/reasons.ts'
import { STAGE_NAMES, type StageName } from '../../../src/timeline/stage.ts'

type Row = readonly [reason: string, rule: ReasonRule]

const of = (stage: StageName, weight: ReasonRule['weight']): ReasonRule => ({ stage, weight })
const REJECTED = of('pod setup', 3)

/** What a pod can be stuck with: each has to be named by its trace. */
const STUCK: readonly Row[] = [
  ['CrashLoopBackOff', of('run', 2)],
  ['InvalidImageName', { ...of('pull', 3), final: true }],
  ['ImageInspectError', of('pull', 2)],
  ['ErrImageNeverPull', { ...of('pull', 3), final: true }],
  ['ImagePullBackOff', of('pull', 2)],
  ['RegistryUnavailable', of('pull', 2)],
  ['ErrImagePull', of('pull', 2)],
  ['CreateContainerConfigError', { ...of('create', 3), final: true }],
  ['CreateContainerError', of('create', 2)],
  ['PreStartHookError', of('start', 2)],
  ['RunContainerError', of('start', 3)],
  ['PostStartHookError', of('start', 3)],
  ['ContainersNotInitialized', { weight: 0 }],
  ['ContainersNotReady', { weight: 0 }],
  ['ContainerCreating', { weight: 0 }],
  ['PodInitializing', { weight: 0 }],
  ['ContainerRuntimeNotReady', of('pod setup', 2)],
  ['DockerDaemonNotReady', of('pod setup', 2)],
  ['NetworkPluginNotReady', of('pod setup', 2)],
  ['NetworkNotReady', of('pod setup', 2)],
  ['Unschedulable', of('schedule', 2)],
  ['SchedulingGated', of('schedule', 2)],
  ['FailedMount', of('pod setup', 2)],
  ['FailedAttachVolume', of('pod setup', 2)],
  ['FailedCreatePodSandBox', of('pod setup', 2)],
  ['Evicted', { weight: 3 }],
  ['Preempted', { weight: 3 }],
  ['OOMKilled', of('run', 3)],
]

const OTHERS: readonly Row[] = [
  // Every pod of 1.37 has it in its first status: with a stage it would be the trouble of every pod setup.
  ['PodSandboxNotReady', { weight: 0 }],
  ['UnknownContainerStatuses', { weight: 0 }],
  ['Completed', of('run', 0)],
  ['ReadinessGatesNotReady', of('ready', 1)],
  ['SchedulerError', of('schedule', 2)],
  ['FailedCreatePodContainer', of('pod setup', 2)],
  ['PreCreateHookError', of('create', 2)],
  ['Unhealthy', of('probe', 1)],
  ['RestartingAllContainers', of('run', 2)],
  ['Preempting', { weight: 3 }],
  ['DeletionByTaintManager', { weight: 2 }],
  ['NodeAffinity', REJECTED],
  ['TaintToleration', REJECTED],
  ['OutOfcpu', REJECTED],
  ['OutOfephemeral-storage', REJECTED],
  ['OutOfvendor.example/gpu', REJECTED],
]

const UNKNOWN: readonly Row[] = [
  ['Teleported', { weight: 1 }],
  ['OutOf', { weight: 1 }],
  ['crashloopbackoff', { weight: 1 }],
  ['constructor', { weight: 1 }],
  ['__proto__', { weight: 1 }],
  ['', { weight: 1 }],
]

describe('ruleOf', () => {
  for (const [title, rows] of Object.entries({ 'stuck with': STUCK, 'beside them': OTHERS, 'not known': UNKNOWN })) {
    describe(title, () => {
      for (const [reason, rule] of rows) {
        it(`${reason}: ${rule.stage ?? 'no stage of its own'}, ${String(rule.weight)}`, () => {
          expect(ruleOf(reason)).to.deep.equal(rule)
        })
      }
    })
  }
})

describe('REASONS', () => {
  for (const [reason, rule] of Object.entries(REASONS)) {
    it(`${reason} is told by its own rule`, () => {
      expect(ruleOf(reason)).to.equal(rule)
    })
    it(`${reason} has a stage that there is, or none`, () => {
      expect([undefined, ...STAGE_NAMES]).to.include(rule.stage)
    })
  }
  for (const [reason] of STUCK) {
    it(`${reason} is in the table`, () => {
      expect(Object.hasOwn(REASONS, reason)).to.equal(true)
    })
  }
})
