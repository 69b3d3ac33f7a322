import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import type { Flags } from '../../../../src/cli/settings/load-settings.ts'
import { readSettings } from '../../../../src/cli/settings/read-settings.ts'
import { temporaryFolder, type Folder } from '../../../support/cli.ts'

describe('the settings file', () => {
  let folder: Folder
  beforeEach(() => {
    folder = temporaryFolder()
    folder.write('a.yaml', 'maxPods: 1')
    folder.write('b.yaml', 'maxPods: 2')
  })
  afterEach(() => folder.remove())

  /** `@` is in the folder. */
  const read = async (flags: Flags, podstart: Readonly<Record<string, string>>) => {
    const inFolder = <T>(given: Readonly<Record<string, T>>) =>
      Object.fromEntries(Object.entries(given).map(([key, text]) => [key, String(text).replace('@', folder.path(''))]))
    const loaded = await readSettings(inFolder(flags), { podstart: inFolder(podstart) })
    const told = loaded.ok ? [`${loaded.settings.maxPods} from ${loaded.sources.maxPods}`] : loaded.problems
    return told.map((one) => one.replaceAll(folder.path(''), '@'))
  }

  const CASES: readonly [title: string, flags: Flags, variables: Readonly<Record<string, string>>, told: string[]][] = [
    ['is none without a name', {}, {}, ['100000 from default']],
    ['is the one that --config names', { config: '@/a.yaml' }, {}, ['1 from @/a.yaml:1']],
    ['is the one that PODSTART_CONFIG names', {}, { PODSTART_CONFIG: ' @/a.yaml ' }, ['1 from @/a.yaml:1']],
    [
      'is the one that --config names, before PODSTART_CONFIG',
      { config: '@/b.yaml' },
      { PODSTART_CONFIG: '@/a.yaml' },
      ['2 from @/b.yaml:1'],
    ],
    ['may be missing', { config: '@/c.yaml' }, {}, ['--config @/c.yaml: no such file']],
    ['may be missing by its variable', {}, { PODSTART_CONFIG: '@/c' }, ['PODSTART_CONFIG @/c: no such file']],
    ['may be a directory', { config: '@' }, {}, ['--config @: is a directory; name the file in it']],
    [
      'may be missing, and other things be wrong',
      { config: '@/c', maxPods: 'x' },
      { PODSTART_X: '1' },
      [
        '--max-pods is "x"; expected a whole number from 1 to 1000000',
        'unknown variable PODSTART_X; podstart config --help names all settings',
        '--config @/c: no such file',
      ],
    ],
  ]
  for (const [title, flags, variables, told] of CASES) {
    it(title, async () => {
      expect(await read(flags, variables)).to.deep.equal(told)
    })
  }
})
