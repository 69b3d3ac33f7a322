import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { parse } from 'yaml'
import { apiForEach, pod, PODS } from './harness.ts'
import { configuration, CONFIGURATIONS, labelling, startHook, type Hook, type Respond } from './hooks.ts'

describe('webhooks of the simulated API', () => {
  const api = apiForEach()
  const hooks: Hook[] = []
  afterEach(async () => {
    for (const hook of hooks.splice(0)) await hook.close()
  })
  async function register(name: string, respond: Respond = labelling(name), more: object = {}): Promise<Hook> {
    const hook = await startHook(respond)
    hooks.push(hook)
    await api.now.ask('POST', CONFIGURATIONS, configuration(name, hook, more))
    return hook
  }

  describe('are asked about', () => {
    const CASES: readonly [title: string, more: object, asked: boolean][] = [
      ['all pods', {}, true],
      [
        'what a rule names with a star',
        { rules: [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] }] },
        true,
      ],
      [
        'no updates',
        { rules: [{ operations: ['UPDATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }] },
        false,
      ],
      [
        'nothing of another group',
        { rules: [{ operations: ['CREATE'], apiGroups: ['apps'], apiVersions: ['v1'], resources: ['*'] }] },
        false,
      ],
      [
        'nothing of another scope',
        {
          rules: [
            { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], scope: 'Cluster' },
          ],
        },
        false,
      ],
      [
        'the namespace it is',
        { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } } },
        true,
      ],
      [
        'no other namespace',
        {
          namespaceSelector: {
            matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['default'] }],
          },
        },
        false,
      ],
      ['its labels', { objectSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }, true],
      ['no other labels', { objectSelector: { matchLabels: { app: 'other' } } }, false],
      [
        'a condition that is met',
        { matchConditions: [{ name: 'c', expression: "object.metadata.labels['app'] == 'web'" }] },
        true,
      ],
      [
        'a condition about the request',
        {
          matchConditions: [
            { name: 'c', expression: "request.operation == 'CREATE' && request.namespace == 'default'" },
          ],
        },
        true,
      ],
      [
        'no condition that is not',
        { matchConditions: [{ name: 'c', expression: 'has(object.metadata.annotations)' }] },
        false,
      ],
      [
        'no condition that has no answer, with Ignore',
        { matchConditions: [{ name: 'c', expression: 'object.nowhere.to == 1' }] },
        false,
      ],
    ]
    for (const [title, more, asked] of CASES) {
      it(title, async () => {
        const hook = await register('a', labelling('a'), more)
        const { status } = await api.now.ask('POST', PODS, pod('web', { metadata: { labels: { app: 'web' } } }))
        expect([status, hook.asked.length]).to.deep.equal([201, asked ? 1 : 0])
      })
    }
    it('no condition that has no answer: that is refused, with Fail', async () => {
      const condition = { name: 'c', expression: 'object.nowhere.to == 1' }
      await register('a', labelling('a'), { matchConditions: [condition], failurePolicy: 'Fail' })
      const { status, json } = await api.now.ask('POST', PODS, pod('web'))
      const { message } = json as { message: string }
      expect([status, message.split(' resulted in error')[0]]).to.deep.equal([
        403,
        'pods "web" is forbidden: expression \'object.nowhere.to == 1\'',
      ])
    })
    it('no dry run, where that would have effects', async () => {
      const hook = await register('a', labelling('a'), { sideEffects: 'Some' })
      const { status, json } = await api.now.ask('POST', `${PODS}?dryRun=All`, pod('web'))
      expect([status, (json as { message: string }).message, hook.asked.length]).to.deep.equal([
        400,
        'admission webhook "a.test" does not support dry run',
        0,
      ])
    })
    it('a dry run, where it has none', async () => {
      const hook = await register('a')
      await api.now.ask('POST', `${PODS}?dryRun=All`, pod('web'))
      expect(hook.asked.map(({ review }) => review.request['dryRun'])).to.deep.equal([true])
    })
  })

  describe('by the manifest of podstart', () => {
    const file = new URL('../../../manifests/webhook/mutating-webhook.yaml', import.meta.url)
    let hook: Hook
    beforeEach(async () => {
      hook = await startHook(labelling('podstart'))
      hooks.push(hook)
      const { webhooks, ...rest } = parse(readFileSync(file, 'utf8')) as { webhooks: object[] }
      const { clientConfig } = configuration('x', hook).webhooks[0] ?? {}
      await api.now.ask('POST', CONFIGURATIONS, {
        ...rest,
        webhooks: webhooks.map((one) => ({ ...one, clientConfig })),
      })
    })
    const CASES: readonly [title: string, namespace: string, metadata: object, asked: number][] = [
      ['a pod', 'default', {}, 1],
      ['a pod with annotations', 'default', { annotations: { a: 'b' } }, 1],
      ['not a mirror pod', 'default', { annotations: { 'kubernetes.io/config.mirror': 'x' } }, 0],
      ['not one that opted out', 'default', { labels: { 'podstart.dev/trace': 'false' } }, 0],
      ['none of kube-system', 'kube-system', {}, 0],
    ]
    for (const [title, namespace, metadata, asked] of CASES) {
      it(title, async () => {
        await api.now.ask('POST', `/api/v1/namespaces/${namespace}/pods`, pod('web', { metadata }))
        expect(hook.asked.length).to.equal(asked)
      })
    }
  })
})
