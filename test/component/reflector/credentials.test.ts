import { expect } from 'chai'
import { describe } from 'mocha'
import { loadCredentials, type Credentials } from '../../../src/kube/credentials.ts'
import type { ApiServer } from '../../support/apiserver/apiserver.ts'
import { execCredential } from '../../../src/simcluster/api/kubeconfig.ts'
import type { Folder } from '../../support/cli.ts'
import { credentialsFor, overs, pod, reflects, type Reflecting } from './reflecting.ts'

const isSeeing = (live: Reflecting) => live.until(() => live.news.some(({ is }) => is === 'seeing'))

/** From now on only this token is good. */
function change(server: ApiServer, token: string): void {
  server.tokens.clear()
  server.tokens.add(token)
}

const tokensAsked = ({ requests }: ApiServer): readonly (string | undefined)[] =>
  requests.map(({ headers }) => headers.authorization?.replace('Bearer ', ''))

interface Way {
  readonly title: string
  readonly begin: (server: ApiServer, folder: Folder) => Credentials
  /** Gives out the new one. */
  readonly renew: (server: ApiServer, folder: Folder) => void
}

const WAYS: readonly Way[] = [
  {
    title: 'in the kubeconfig',
    begin: (server, folder) => credentialsFor(server, folder),
    renew: (server, folder) => void folder.write('kubeconfig', server.kubeconfigText({ token: 'new' })),
  },
  {
    title: 'in a file that the kubeconfig names',
    begin(server, folder) {
      folder.write('token', 'token')
      return credentialsFor(server, folder, { tokenFile: folder.path('token') })
    },
    renew: (_, folder) => void folder.write('token', 'new'),
  },
  {
    title: 'by a plugin',
    begin(server, folder) {
      const file = folder.write('credential', execCredential('token'))
      return credentialsFor(server, folder, { exec: { command: 'cat', args: [file] } })
    },
    renew: (_, folder) => void folder.write('credential', execCredential('new')),
  },
]

describe('a reflector whose token is no longer good', () => {
  for (const { title, begin, renew } of WAYS) {
    reflects(`${title}: takes the new one, and misses nothing`, async ({ server, folder, start }) => {
      const live = start({ credentials: begin(server, folder) })
      await isSeeing(live)
      change(server, 'new')
      renew(server, folder)
      void server.openWatches[0]?.end()
      server.pods.put(pod('a'))
      await live.shows('BOOKMARK @1000 end', 'BOOKMARK @1000 blind', 'ADDED a-1 @1001 listed')
      expect([tokensAsked(server), overs(live.news)]).to.deep.equal([
        ['token', 'token', 'new'],
        ['ended; 0 ms; goes on', 'unauthorized HTTP 401: Unauthorized; 250 ms; goes on, renews'],
      ])
    })
  }
  reflects('and there is no new one: asks for it each time, with patience', async ({ server, folder, start }) => {
    change(server, 'other')
    const live = start({ credentials: credentialsFor(server, folder, { token: 'token' }) })
    await live.until(() => overs(live.news).length === 2)
    change(server, 'new')
    folder.write('kubeconfig', server.kubeconfigText({ token: 'new' }))
    await isSeeing(live)
    expect(overs(live.news).slice(0, 2)).to.deep.equal([
      'unauthorized HTTP 401: Unauthorized; 0 ms; goes on, renews',
      'unauthorized HTTP 401: Unauthorized; 250 ms; goes on, renews',
    ])
  })
})

describe('a reflector that cannot have credentials', () => {
  reflects('of a plugin that fails: says what it says, and tries again', async ({ server, folder, start }) => {
    const script = `test -e ${folder.path('credential')} || { echo 'log in first' >&2; exit 1; }; cat ${folder.path('credential')}`
    const live = start({
      credentials: credentialsFor(server, folder, { exec: { command: 'sh', args: ['-c', script] } }),
    })
    await live.until(() => overs(live.news).length === 1)
    folder.write('credential', execCredential('token'))
    await isSeeing(live)
    expect(overs(live.news)).to.deep.equal(['failed no credentials: log in first; 250 ms; goes on'])
  })
  reflects('of a plugin that is not there: says so, and tries again', async ({ server, folder, start }) => {
    const live = start({ credentials: credentialsFor(server, folder, { exec: { command: folder.path('plugin') } }) })
    await live.until(() => overs(live.news).length === 1)
    expect(overs(live.news)).to.deep.equal([
      `failed no credentials: spawn ${folder.path('plugin')} ENOENT; 250 ms; goes on`,
    ])
  })
  reflects('from a kubeconfig that is being written: tries again', async ({ server, folder, start }) => {
    const credentials = credentialsFor(server, folder)
    change(server, 'new')
    const live = start({ credentials })
    folder.write('kubeconfig', '{')
    await live.until(() => overs(live.news).length === 2)
    folder.write('kubeconfig', server.kubeconfigText({ token: 'new' }))
    await isSeeing(live)
    expect(overs(live.news)[1]?.replace(folder.path('kubeconfig'), 'FILE').split(': ').slice(0, 2)).to.deep.equal([
      'failed no credentials',
      'the kubeconfig FILE cannot be read',
    ])
  })
})

describe('a reflector that must not trust its server', () => {
  reflects('says why, and tries again', async ({ server, folder, start }) => {
    const kubeconfig = JSON.parse(server.kubeconfigText())
    delete kubeconfig.clusters[0].cluster['certificate-authority-data']
    const credentials = loadCredentials({ kubeconfig: folder.write('other', JSON.stringify(kubeconfig)) })
    const live = start({ credentials })
    await live.until(() => overs(live.news).length === 1)
    expect([overs(live.news), server.requests]).to.deep.equal([
      [
        'failed unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca; 250 ms; goes on',
      ],
      [],
    ])
  })
})
