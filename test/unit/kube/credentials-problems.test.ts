import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { ClusterAccess } from '../../../src/kube/credentials.ts'
import { kubeconfig, kubeHome } from '../../support/kube-home.ts'

const NONE =
  'no cluster to watch: set KUBECONFIG or --kubeconfig, have a current context in ~/.kube/config, or run in a pod'

describe('credentials that cannot be had', () => {
  const home = kubeHome()
  const problemOf = (access: ClusterAccess): string => {
    try {
      home().load(access)
      return 'none'
    } catch (error) {
      return String(error)
    }
  }
  const CASES: readonly (readonly [title: string, content: string, context: string | undefined, problem: string])[] = [
    [
      'a context that is not there',
      kubeconfig({ contexts: ['blue', 'green'] }),
      'red',
      'the kubeconfig has no context "red"; it has blue, green',
    ],
    ['a context where there are none', '{}', 'red', 'the kubeconfig has no context "red"; it has none'],
    ['no current context', kubeconfig({ current: '' }), undefined, NONE],
    ['a current context that is not there', kubeconfig({ current: 'red' }), undefined, NONE],
    [
      'a server that is no address like https://HOST:PORT',
      kubeconfig({ cluster: { server: 'not an address' } }),
      undefined,
      'the kubeconfig\'s server "not an address" is no address like https://HOST:PORT',
    ],
    [
      'a server without its scheme',
      kubeconfig({ cluster: { server: 'localhost:6443' } }),
      undefined,
      'the kubeconfig\'s server "localhost:6443" is no address like https://HOST:PORT',
    ],
    [
      'a cluster without a server',
      kubeconfig({ cluster: { server: '' } }),
      undefined,
      'the kubeconfig <file> cannot be read: clusters[0].cluster.server is missing',
    ],
  ]
  for (const [title, content, context, problem] of CASES) {
    it(title, () => {
      const file = home().folder.write('config', content)
      expect(problemOf({ kubeconfig: file, ...(context !== undefined && { context }) })).to.equal(
        `Error: ${problem.replace('<file>', file)}`,
      )
    })
  }
  it('no kubeconfig anywhere', () => {
    expect(problemOf({})).to.equal(`Error: ${NONE}`)
  })
  const UNREADABLE: readonly (readonly [title: string, content: string | undefined])[] = [
    ['a file that is not there', undefined],
    ['an empty file', ''],
    ['a file that is no YAML', '{'],
  ]
  for (const [title, content] of UNREADABLE) {
    it(`${title}: says which`, () => {
      const file = home().folder.path('config')
      if (content !== undefined) home().folder.write('config', content)
      const problem = problemOf({ kubeconfig: file })
      expect(problem).to.match(/^Error: the kubeconfig \S+ cannot be read: /)
      expect(problem).to.include(file)
    })
  }
})
