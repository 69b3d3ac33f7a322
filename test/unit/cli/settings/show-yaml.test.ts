import { expect } from 'chai'
import { describe, it } from 'mocha'
import { loadSettings, type Given } from '../../../../src/cli/settings/load-settings.ts'
import { GIVEN, shown } from './shown.ts'

describe('what is shown as YAML', () => {
  const ODD = [
    '- a',
    'a: b',
    '# a',
    '"a"',
    "'",
    '*x',
    '&x',
    '!x',
    '%x',
    '@x',
    '1e3',
    'null',
    '~',
    'true',
    '0x1',
    '{',
    'ü',
  ]
  const CASES: readonly Partial<Given>[] = [
    {},
    GIVEN,
    { flags: { listen: '[::1]:0' } },
    { flags: { namespace: ['1', 'true', 'null'] } },
    { flags: { labelSelector: '!a' } },
    { flags: { kubeconfig: '/a b/c', kubeContext: 'x@y', record: './a.jsonl' } },
    { flags: { labelSelector: Array.from({ length: 40 }, (_, i) => `key-${i} in (value-a, value-b)`).join(',') } },
    { flags: { namespace: Array.from({ length: 40 }, (_, i) => `namespace-${i}`) } },
    ...['0', '1', '.5', '1.0', '0.0000001', '1e-9'].map((samplingRatio) => ({ flags: { samplingRatio } })),
    { flags: { excludeNamespaces: [''], injectTraceparent: 'on', drain: '0s' } },
    { flags: { clientNames: ['system:apiserver', '#a', '1', 'b: c', "'"], clientCa: 'ca.crt' } },
    ...ODD.map((rootService) => ({ flags: { rootService } })),
  ]
  for (const given of CASES) {
    it(`is read as the same settings: ${JSON.stringify(given.flags)?.slice(0, 60)}`, () => {
      const before = loadSettings({ flags: {}, variables: {}, ...given })
      const file = { name: 'a.yaml', text: shown('yaml', given) }
      const after = loadSettings({ flags: {}, variables: {}, file })
      expect(after.ok ? after.settings : after.problems).to.deep.equal(before.ok && before.settings)
    })
  }
  it('has each setting in a line of its own, however long', () => {
    const labelSelector = Array.from({ length: 40 }, (_, i) => `key-${i} in (value-a, value-b)`).join(',')
    const lines = shown('yaml', { flags: { labelSelector } }).split('\n')
    expect(lines.filter((line) => !/^(# )?[a-zA-Z]+( is not set$|: .* # )/.test(line))).to.deep.equal([''])
  })
})
