import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import { kubeconfig } from '../support/kube-home.ts'
import { temporaryFolder } from '../support/cli.ts'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** Of bash-completion and bash's own only what is asked for; each argument is a line that is typed. */
const SCRIPT = `
podstart() { "$NODE" "$MAIN" "$@"; }
compopt() { :; }
_get_comp_words_by_ref() { words=("\${typed[@]}"); cword=$((\${#words[@]} - 1)); cur="\${words[cword]}"; }
script=$(podstart completion bash)
source <(echo "$script")
source <(echo "$script")
for line; do
    IFS='|' read -ra typed <<< "$line"
    COMPREPLY=()
    __podstart_complete_in_bash
    echo "\${COMPREPLY[*]}"
done
`

const CASES: readonly (readonly [typed: string, completed: string])[] = [
  ['podstart|wa', 'watch'],
  ['podstart|report|--s', '--selector --since'],
  ['podstart|report|--by=w', 'workload'],
  ['podstart|trace|--context=bl', 'blue'],
  ['podstart|trace|-', '--namespace --kubeconfig --context --output --watch --jaeger --color --help'],
]

describe('completion in bash, sourced twice', () => {
  let lines: readonly string[]
  let said: string
  before(async () => {
    const folder = temporaryFolder()
    const env = {
      PATH: process.env['PATH'],
      NODE: process.execPath,
      MAIN,
      HOME: folder.path('.'),
      KUBECONFIG: folder.write('kubeconfig', kubeconfig()),
    }
    const args = ['--norc', '-c', SCRIPT, 'bash', ...CASES.map(([typed]) => typed)]
    const { stdout, stderr } = await promisify(execFile)('bash', args, { env }).finally(() => folder.remove())
    ;[lines, said] = [stdout.split('\n'), stderr]
  })
  it('says nothing', () => expect(said).to.equal(''))
  for (const [i, [typed, completed]] of CASES.entries()) {
    it(typed.replaceAll('|', ' '), () =>
      expect(lines[i]?.split(' ').toSorted()).to.deep.equal(completed.split(' ').toSorted()),
    )
  }
})
