import { expect } from 'chai'
import { describe, it } from 'mocha'
import { replay } from '../../../src/replay/replay.ts'
import { spansOf } from '../../../src/telemetry/spans.ts'
import { startedBy, setUp, story, running, waiting, type StorySpec } from '../../support/story.ts'

const SECRET = 'hunter2-correct-horse'

const container = (more: object): StorySpec => ({ containers: [{ name: 'app', image: 'web:1', ...more }] })

const PODS: Readonly<Record<string, StorySpec>> = {
  'a variable': container({ env: [{ name: 'PASSWORD', value: SECRET }] }),
  'the name of a variable': container({ env: [{ name: SECRET, value: '' }] }),
  'a variable from a Secret': container({
    env: [{ name: 'P', valueFrom: { secretKeyRef: { name: SECRET, key: SECRET } } }],
    envFrom: [{ secretRef: { name: SECRET } }],
  }),
  arguments: container({ args: ['--password', SECRET] }),
  'a command': container({ command: ['sh', '-c', `login ${SECRET}`] }),
  'a hook': container({ lifecycle: { postStart: { exec: { command: [SECRET] } } } }),
  'a probe': container({ readinessProbe: { httpGet: { path: `/healthz?key=${SECRET}` } } }),
  'a volume': { spec: { volumes: [{ name: 'v', csi: { driver: 'd', volumeAttributes: { key: SECRET } } }] } },
  'pull secrets': { spec: { imagePullSecrets: [{ name: SECRET }] } },
  'host aliases': { spec: { hostAliases: [{ ip: '10.0.0.1', hostnames: [SECRET] }] } },
  'a label': { metadata: { labels: { password: SECRET } } },
  'an annotation': { metadata: { annotations: { 'example.org/token': SECRET } } },
  'the last applied configuration': {
    metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"env":"${SECRET}"}` } },
  },
}

const tracesOf = (spec: StorySpec, message = ''): string => {
  const one = startedBy(setUp(story(spec)), 'app', 100).ready(300, [running('app', 170)])
  const held = setUp(story({ ...spec, uid: '21111111-2222-4333-8444-555555555555', name: 'held' })).status(200, {
    containerStatuses: [waiting('app', 'CreateContainerError', { message })],
  })
  const items = [...one.items, ...held.items].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const traces = replay(items).startups.map((startup) => spansOf(startup, { mode: 'link' }))
  expect(traces.length).to.equal(2)
  return JSON.stringify(traces, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}

describe('what a trace has in it', () => {
  for (const [where, spec] of Object.entries(PODS)) {
    it(`is nothing of ${where}`, () => {
      expect(tracesOf(spec)).to.not.include(SECRET)
    })
  }
  it('is what Kubernetes says in a message, whatever that repeats', () => {
    expect(tracesOf({}, `exec: "login ${SECRET}": not found`)).to.include(SECRET)
  })
  it('is an image’s name as it was written', () => {
    expect(tracesOf(container({ image: `${SECRET}.example/web:1` }))).to.include(SECRET)
  })
})
