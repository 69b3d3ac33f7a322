import { KubeConfig } from '@kubernetes/client-node'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { createAuthority } from '../../../support/apiserver/certificates.ts'
import { execCredential, type Credential } from '../../../../src/simcluster/api/kubeconfig.ts'
import { temporaryFolder, type Folder } from '../../../support/cli.ts'
import { get } from './client.ts'
import { serverForEach, status } from './harness.ts'

describe('access', () => {
  const server = serverForEach()
  const PODS = '/api/v1/pods'
  const anonymous = (what: string, details: object = { kind: 'pods' }) =>
    status(403, 'Forbidden', `${what.startsWith('User') ? 'pods is ' : ''}forbidden: ${what}`, { details })
  const cannot = (verb: string, where: string) =>
    `User "system:anonymous" cannot ${verb} resource "pods" in API group "" ${where}`

  const CASES: readonly [title: string, path: string, asked: object, expected: { readonly code: number }][] = [
    ['another token', PODS, { token: 'other' }, status(401, 'Unauthorized', 'Unauthorized')],
    ['no token, a list', PODS, { token: undefined }, anonymous(cannot('list', 'at the cluster scope'))],
    [
      'no token, a watch',
      '/api/v1/namespaces/shop/pods?watch=1',
      { token: undefined },
      anonymous(cannot('watch', 'in the namespace "shop"')),
    ],
    [
      'an unknown path',
      '/api/v1/nodes',
      {},
      status(404, 'NotFound', 'the server could not find the requested resource', { details: {} }),
    ],
    [
      'another method',
      PODS,
      { method: 'DELETE' },
      status(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {
        details: {},
      }),
    ],
    [
      'another format',
      PODS,
      { headers: { accept: 'application/vnd.kubernetes.protobuf' } },
      status(406, 'NotAcceptable', 'only the following media types are accepted: application/json'),
    ],
  ]
  for (const [title, path, asked, expected] of CASES) {
    it(`is refused: ${title}`, async () => {
      const answer = await get(server.now, path, asked)
      expect([answer.status, answer.json]).to.deep.equal([expected.code, expected])
    })
  }
  it('is by tokens that change', async () => {
    const before = await get(server.now, PODS)
    server.now.tokens.delete('token')
    server.now.tokens.add('new')
    const [old, rotated] = [await get(server.now, PODS), await get(server.now, PODS, { token: 'new' })]
    expect([before.status, old.status, rotated.status]).to.deep.equal([200, 401, 200])
  })
  it('is not for who does not know the authority', async () => {
    const { ca } = await createAuthority()
    const refused = await get(server.now, PODS, { ca }).catch((error: NodeJS.ErrnoException) => error.code)
    expect([refused, server.now.requests]).to.deep.equal(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', []])
  })

  describe('by a kubeconfig', () => {
    let folder: Folder
    beforeEach(() => {
      folder = temporaryFolder()
    })
    afterEach(() => folder.remove())
    const USERS: readonly [title: string, credential: Credential | undefined, user: object][] = [
      ['its first token', undefined, { token: 'token' }],
      ['a token', { token: 'other' }, { token: 'other' }],
      ['a file of a token', { tokenFile: '/run/token' }, { tokenFile: '/run/token' }],
      [
        'a command',
        { exec: { command: 'cat', args: ['credential'] } },
        {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1',
            interactiveMode: 'Never',
            command: 'cat',
            args: ['credential'],
          },
        },
      ],
    ]
    for (const [title, credential, user] of USERS) {
      it(`with ${title}`, () => {
        const config = JSON.parse(server.now.kubeconfigText(credential)) as { readonly users: unknown }
        expect(config.users).to.deep.equal([{ name: 'test', user }])
      })
    }
    // The library reads no `tokenFile`.
    const CREDENTIALS: readonly [title: string, credential: () => Credential | undefined][] = [
      ['a token', () => undefined],
      [
        'a command',
        () => ({
          exec: {
            command: 'cat',
            args: [folder.write('credential', execCredential('token', new Date(Date.now() + 3_600_000)))],
          },
        }),
      ],
    ]
    for (const [title, credential] of CREDENTIALS) {
      it(`works for the client library, with ${title}`, async () => {
        const config = new KubeConfig()
        config.loadFromString(server.now.kubeconfigText(credential()))
        const options = { headers: {} as { Authorization?: string } }
        await config.applyToHTTPSOptions(options)
        const cluster = config.getCurrentCluster()
        const ca = Buffer.from(cluster?.caData ?? '', 'base64').toString()
        const { status } = await get(server.now, PODS, {
          ca,
          token: options.headers.Authorization?.replace('Bearer ', ''),
        })
        expect([cluster?.server, status]).to.deep.equal([server.now.url, 200])
      })
    }
  })
})
