import { expect } from 'chai'
import { describe, it } from 'mocha'
import { loadSettings, type Given } from '../../../../src/cli/settings/load-settings.ts'
import { DEFAULTS } from '../../../../src/cli/settings/schema.ts'
import type { Settings } from '../../../../src/cli/settings/settings.ts'
import { seconds } from '../../../../src/observe/nanos.ts'

const NOTHING: Given = { flags: {}, variables: {} }

describe('settings written in other ways', () => {
  const ratios = new Map([
    ['a', 0],
    ['b', 1],
    ['c', 0.5],
  ])
  const file = (text: string): Given => ({ ...NOTHING, file: { name: 'a.yaml', text } })
  const CASES: readonly [title: string, given: Given, settings: Partial<Settings>][] = [
    ['a flag given twice', { ...NOTHING, flags: { namespace: ['a,b', 'c'] } }, { namespace: ['a', 'b', 'c'] }],
    ['a namespace named twice', { ...NOTHING, flags: { namespace: ['a', 'a'] } }, { namespace: ['a'] }],
    [
      'an empty flag, which means all namespaces',
      { ...NOTHING, flags: { namespace: [''] }, variables: { PODSTART_NAMESPACE: 'a' } },
      { namespace: [] },
    ],
    [
      'an empty list of namespaces to leave out: none is',
      { ...NOTHING, flags: { excludeNamespaces: [''] } },
      { excludeNamespaces: [] },
    ],
    ['a list of them in the file', file('excludeNamespaces: [a, b]'), { excludeNamespaces: ['a', 'b'] }],
    [
      'names of clients',
      { flags: { clientNames: ['system:apiserver, Ann B', 'c'], clientCa: 'ca.crt' }, variables: {} },
      { clientNames: ['system:apiserver', 'Ann B', 'c'], clientCa: 'ca.crt' },
    ],
    ['a ratio in the file', file('samplingRatio: 0.10'), { samplingRatio: 0.1 }],
    [
      'a flag of pairs given twice',
      { ...NOTHING, flags: { samplingRatioByNamespace: ['a=0,b=1', 'c=.5'] } },
      { samplingRatioByNamespace: ratios },
    ],
    [
      'pairs in a variable',
      { ...NOTHING, variables: { PODSTART_SAMPLING_RATIO_BY_NAMESPACE: 'a=0, b=1, c=0.5' } },
      { samplingRatioByNamespace: ratios },
    ],
    [
      'a mapping of them in the file',
      file('samplingRatioByNamespace:\n  a: 0\n  b: 1.0\n  "c": &half .5'),
      { samplingRatioByNamespace: ratios },
    ],
    [
      'the same in one line',
      file('samplingRatioByNamespace: {a: 0, b: 1, c: 0.5}'),
      { samplingRatioByNamespace: ratios },
    ],
    ['a list of pairs', file('samplingRatioByNamespace: [a=0, "b=1", c=.5]'), { samplingRatioByNamespace: ratios }],
    ['pairs as a text', file('samplingRatioByNamespace: a=0,b=1,c=.5'), { samplingRatioByNamespace: ratios }],
    ['an empty mapping', file('samplingRatioByNamespace: {}'), { samplingRatioByNamespace: new Map() }],
    [
      'a switch in the file, which YAML 1.1 would take for true',
      file('injectTraceparent: on'),
      { injectTraceparent: 'on' },
    ],
    ['blanks around a flag', { ...NOTHING, flags: { deadline: ' 5m' } }, { deadline: seconds(300) }],
    ['blanks around a variable', { ...NOTHING, variables: { PODSTART_DEADLINE: ' 5m\n' } }, { deadline: seconds(300) }],
    ['a list', file('namespace: [a, "b"]'), { namespace: ['a', 'b'] }],
    ['a list of lines', file('namespace:\n  - a\n  - b'), { namespace: ['a', 'b'] }],
    ['an empty list', file('namespace: []'), { namespace: [] }],
    ['an alias', file('kubeContext: &x prod\nclusterName: *x'), { kubeContext: 'prod', clusterName: 'prod' }],
    ['a number for a name', file('clusterName: 0x10'), { clusterName: '0x10' }],
    ['true for a name', file('clusterName: true'), { clusterName: 'true' }],
    ['a block', file('labelSelector: >\n  app=web,\n  tier=a\n'), { labelSelector: 'app=web, tier=a' }],
    ['a flow mapping', file('{maxPods: 7}'), { maxPods: 7 }],
    ['line breaks of Windows', file('maxPods: 7\r\nqueueSpans: 8\r\n'), { maxPods: 7, queueSpans: 8 }],
    ['an empty file', file(''), {}],
    ['a file of comments', file('# maxPods: 7\n---\n'), {}],
  ]
  for (const [title, given, settings] of CASES) {
    it(title, () => {
      const loaded = loadSettings(given)
      expect(loaded.ok ? loaded.settings : loaded.problems).to.deep.equal({ ...DEFAULTS, ...settings })
    })
  }
})
