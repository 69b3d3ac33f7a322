import { Command } from 'commander'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { flagOf } from '../../../../src/cli/settings/names.ts'
import { addSettings } from '../../../../src/cli/settings/setting-flags.ts'
import { KEYS, settingOf } from '../../../../src/cli/settings/settings.ts'

const parsed = (args: readonly string[], command = addSettings(new Command())) =>
  command.parse(args, { from: 'user' }).opts()

describe('the flags of settings', () => {
  for (const key of KEYS.filter((one) => settingOf(one).isList !== true)) {
    it(`${flagOf(key)} stays a text`, () => {
      expect(parsed([flagOf(key), ' x'])).to.deep.equal({ [key]: ' x' })
    })
  }
  for (const key of ['namespace', 'excludeNamespaces', 'clientNames'] as const) {
    it(`${flagOf(key)} may be repeated`, () => {
      expect(parsed([flagOf(key), 'a,b', flagOf(key), 'c'])).to.deep.equal({ [key]: ['a,b', 'c'] })
    })
  }
  it('--config', () => {
    expect(parsed(['--config', 'a.yaml'])).to.deep.equal({ config: 'a.yaml' })
  })
  it('have no values of their own', () => {
    expect(parsed([])).to.deep.equal({})
  })
  it('in the help of a command with some of them', () => {
    const command = new Command('some').configureHelp({ helpWidth: 150 })
    const help = addSettings(command, ['namespace', 'labelSelector', 'rootService', 'crashWindow']).helpInformation()
    expect(help.split('\n')).to.deep.equal([
      'Usage: some [options]',
      '',
      'Options:',
      '  --config <file>              settings in YAML (env PODSTART_CONFIG)',
      '  -h, --help                   display help for command',
      '',
      'Which pods:',
      '  --namespace <names>          only their pods; separated by commas, or the flag repeated; otherwise all (env PODSTART_NAMESPACE)',
      '  --label-selector <selector>  only pods with such labels, like app=web,tier!=test; otherwise all (env PODSTART_LABEL_SELECTOR)',
      '',
      'What the traces say:',
      '  --root-service <name>        one service for all roots, instead of pods/<workload> (env PODSTART_ROOT_SERVICE)',
      '',
      'How long:',
      '  --crash-window <duration>    a container that ends this soon after its start has crashed (default 10s, env PODSTART_CRASH_WINDOW)',
      '',
    ])
  })
})
