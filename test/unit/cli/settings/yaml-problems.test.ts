import { expect } from 'chai'
import { describe, it } from 'mocha'
import { loadSettings } from '../../../../src/cli/settings/load-settings.ts'
import type { SettingsFile } from '../../../../src/cli/settings/yaml-file.ts'

const problemsOf = (file: SettingsFile): readonly string[] => {
  const loaded = loadSettings({ flags: {}, variables: {}, file })
  return loaded.ok ? [] : loaded.problems
}

const HELP = 'podstart config --help names all settings'

describe('a settings file', () => {
  const VALUE = 'expected one text or number'
  const CASES: readonly [title: string, text: string, problems: readonly string[]][] = [
    [
      'with an unknown key',
      'deadline: 5m\n\ncrashWindows: 3s',
      ['unknown key crashWindows in a.yaml:3; did you mean crashWindow?'],
    ],
    [
      'with a key written as a flag',
      'crash-window: 3s',
      ['unknown key crash-window in a.yaml:1; did you mean crashWindow?'],
    ],
    ['with a key that is like no other', 'apiVersion: v1', [`unknown key apiVersion in a.yaml:1; ${HELP}`]],
    ['with a number for a key', '1: 2', [`unknown key 1 in a.yaml:1; ${HELP}`]],
    ['with a list for a key', '? [a]\n: 2', [`unknown key ["a"] in a.yaml:1; ${HELP}`]],
    ['with the key of an object', '__proto__: 2', [`unknown key __proto__ in a.yaml:1; ${HELP}`]],
    ['that names itself', 'config: b.yaml', [`unknown key config in a.yaml:1; ${HELP}`]],
    ['with a key twice', 'maxPods: 1\nmaxPods: x', ['maxPods in a.yaml:2 stands in line 1 already']],
    ['with a key without a value', 'maxPods:\n', [`maxPods in a.yaml:1 has no value; ${VALUE}, or no such line`]],
    ['with null', 'maxPods: null', [`maxPods in a.yaml:1 has no value; ${VALUE}, or no such line`]],
    [
      'with null for a list',
      'namespace: ~',
      ['namespace in a.yaml:1 has no value; expected a text or a list of texts, or no such line'],
    ],
    ['with a list for one value', 'maxPods: [1]', [`maxPods in a.yaml:1 is a list; ${VALUE}`]],
    ['with a mapping for a value', 'listen:\n  port: 1', [`listen in a.yaml:1 is a mapping; ${VALUE}`]],
    [
      'with a mapping for a list',
      'namespace: {a: b}',
      ['namespace in a.yaml:1 is a mapping; expected a text or a list of texts'],
    ],
    [
      'with a pair without a value',
      'samplingRatioByNamespace: {a: }',
      [`samplingRatioByNamespace in a.yaml:1 has an item that has no value; ${VALUE}, or no such line`],
    ],
    [
      'with a mapping in a mapping',
      'samplingRatioByNamespace:\n  a:\n    b: 1',
      [`samplingRatioByNamespace in a.yaml:1 has an item that is a mapping; ${VALUE}`],
    ],
    [
      'with null for a mapping',
      'samplingRatioByNamespace:',
      [
        'samplingRatioByNamespace in a.yaml:1 has no value; expected a mapping, a text or a list of texts, or no such line',
      ],
    ],
    ['with a list in a list', 'namespace: [a, [b]]', [`namespace in a.yaml:1 has an item that is a list; ${VALUE}`]],
    [
      'with an empty item',
      'namespace:\n- a\n-\n',
      [`namespace in a.yaml:1 has an item that has no value; ${VALUE}, or no such line`],
    ],
    ['with an alias of nothing', 'maxPods: *x', [`maxPods in a.yaml:1 is an alias of nothing; ${VALUE}`]],
    ['that is a list', '# Ours\n- a', ['a.yaml:2 is a list; expected settings like crashWindow: 10s']],
    ['that is a text', 'deadline=5m', ['a.yaml:1 is a text; expected settings like crashWindow: 10s']],
    [
      'that is no YAML',
      'maxPods: 1\ndeadline: 5m: 3\n',
      ['a.yaml:2 is no YAML: Nested mappings are not allowed in compact mappings'],
    ],
    ['with an open quote', 'deadline: "5m\n', ['a.yaml:2 is no YAML: Missing closing "quote']],
    ['with a tab', 'deadline:\n\t5m', ['a.yaml:2 is no YAML: Tabs are not allowed as indentation']],
    ['with an unknown tag', 'deadline: !go 5m', ['a.yaml:1 is no YAML: Unresolved tag: !go']],
    [
      'with two documents',
      'deadline: 5m\n---\nmaxPods: 1',
      ['a.yaml:2 is no YAML: a second document begins; expected one'],
    ],
    [
      'with two bad lines',
      '@a: 1\n%b: 2\n',
      [
        'a.yaml:1 is no YAML: Plain value cannot start with reserved character @',
        'a.yaml:2 is no YAML: Plain value cannot start with directive indicator character %',
      ],
    ],
  ]
  for (const [title, text, problems] of CASES) {
    it(title, () => {
      expect(problemsOf({ name: 'a.yaml', text })).to.deep.equal(problems)
    })
  }
  it('that cannot be read', () => {
    expect(problemsOf({ name: 'a.yaml', problem: 'a.yaml: no such file' })).to.deep.equal(['a.yaml: no such file'])
  })
})
