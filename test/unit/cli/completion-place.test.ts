import { Command, Option } from 'commander'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { placeOf, type Place } from '../../../src/cli/completion-place.ts'

function program(): Command {
  const root = new Command('podstart')
  root
    .command('trace')
    .argument('<pod>')
    .option('-n, --namespace <name>')
    .option('--context <name>')
    .option('--kubeconfig <file>')
    .option('-w, --watch')
    .addOption(new Option('-o, --output <format>').choices(['text', 'json']))
  root
    .command('replay')
    .argument('<file...>')
    .addOption(new Option('--context <mode>').choices(['link', 'parent']))
  root.command('config')
  return root
}

const WORDS: Place = { is: 'words' }
const FILE: Place = { is: 'file' }

describe('placeOf', () => {
  const CASES: readonly [words: readonly string[], Place][] = [
    [[], WORDS],
    [['tr'], WORDS],
    [['trace', ''], { is: 'names', of: 'pods', typed: '' }],
    [['trace', 'we'], { is: 'names', of: 'pods', typed: 'we' }],
    [['trace', '-w', 'we'], { is: 'names', of: 'pods', typed: 'we' }],
    [['trace', '-n', 'sh'], { is: 'names', of: 'namespaces', typed: 'sh' }],
    [['trace', '--namespace=sh'], { is: 'names', of: 'namespaces', typed: 'sh' }],
    [['trace', '-n', 'shop', ''], { is: 'names', of: 'pods', typed: '' }],
    [['trace', '--context', ''], { is: 'names', of: 'contexts', typed: '' }],
    [['trace', '--kubeconfig', 'a'], FILE],
    [['trace', '-o', ''], WORDS],
    [['trace', '--'], WORDS],
    [['replay', 'a'], FILE],
    [['replay', 'a', ''], FILE],
    [['replay', '--context', ''], WORDS],
    [['config', ''], WORDS],
  ]
  for (const [words, place] of CASES) {
    it(JSON.stringify(words), () => {
      expect(placeOf(program(), words)).to.deep.equal(place)
    })
  }
})
