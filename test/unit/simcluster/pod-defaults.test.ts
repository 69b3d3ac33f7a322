import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Json } from '../../../src/simcluster/api/resources.ts'
import { defaultedPod, withGateCondition } from '../../../src/simcluster/pod-defaults.ts'
import { readItems, recordingNames } from '../../support/recordings.ts'

/** What the API server fills in, taken away again. */
const FILLED_IN_POD = ['restartPolicy', 'dnsPolicy', 'serviceAccount', 'serviceAccountName', 'securityContext']
const FILLED_IN_POD_TOO = ['schedulerName', 'tolerations', 'priority', 'enableServiceLinks', 'preemptionPolicy']
const FILLED_IN_CONTAINER = ['resources', 'terminationMessagePath', 'terminationMessagePolicy', 'imagePullPolicy']
const FILLED_IN_PROBE = ['timeoutSeconds', 'successThreshold', 'failureThreshold']

const without = (object: Json, ...fields: readonly string[]): Json =>
  Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)))

function asGiven(spec: Json): Json {
  const containers = (field: string): Json =>
    spec[field] === undefined ? {} : { [field]: (spec[field] as readonly Json[]).map(containerAsGiven) }
  const isAlways = spec['restartPolicy'] === 'Always'
  const plain = without(spec, ...FILLED_IN_POD.slice(isAlways ? 0 : 1), ...FILLED_IN_POD_TOO)
  return { ...plain, ...containers('initContainers'), ...containers('containers') }
}

const containerAsGiven = (container: Json): Json => {
  const isUsual = container['imagePullPolicy'] === 'IfNotPresent'
  const plain = without(container, ...FILLED_IN_CONTAINER.slice(0, isUsual ? 4 : 3))
  return Object.fromEntries(
    Object.entries(plain).map(([field, value]) =>
      field.endsWith('Probe') ? [field, without(value as Json, ...FILLED_IN_PROBE)] : [field, value],
    ),
  )
}

describe('the defaults of a pod', () => {
  for (const name of recordingNames.filter((one) => one !== 'busybox-2017')) {
    it(`are those of ${name}`, () => {
      const added = readItems(name).find(({ watch, type }) => watch === 'pods' && type === 'ADDED')?.object as Json
      const spec = without(added['spec'] as Json, 'nodeName')
      const given = { spec: asGiven(spec) }
      expect(given.spec).to.not.have.property('schedulerName')
      const { lastTransitionTime } = ((added['status'] as Json)['conditions'] as readonly Json[] | undefined)?.[0] ?? {}
      const completed = withGateCondition(defaultedPod(given), String(lastTransitionTime))
      expect(completed).to.deep.equal({ spec, status: added['status'] })
    })
  }

  const POLICIES: readonly (readonly [image: string, policy: string])[] = [
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['reg.local:5000/nginx', 'Always'],
    ['nginx:1.25', 'IfNotPresent'],
    ['reg.local:5000/nginx:1', 'IfNotPresent'],
    [`nginx@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
  ]
  for (const [image, policy] of POLICIES) {
    it(`${image} is pulled ${policy}`, () => {
      const { spec } = defaultedPod({ spec: { containers: [{ name: 'a', image }] } }) as {
        spec: { containers: Json[] }
      }
      expect(spec.containers[0]?.['imagePullPolicy']).to.equal(policy)
    })
  }

  const CLASSES: readonly (readonly [title: string, resources: Json, qosClass: string])[] = [
    ['nothing', {}, 'BestEffort'],
    ['requests', { requests: { cpu: '1' } }, 'Burstable'],
    ['limits of both', { limits: { cpu: '1', memory: '1Gi' } }, 'Guaranteed'],
    ['limits above requests', { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } }, 'Burstable'],
  ]
  for (const [title, resources, qosClass] of CLASSES) {
    it(`${title}: ${qosClass}`, () => {
      const pod = defaultedPod({ spec: { containers: [{ name: 'a', image: 'a:1', resources }] } })
      expect((pod['status'] as Json)['qosClass']).to.equal(qosClass)
    })
  }
})
