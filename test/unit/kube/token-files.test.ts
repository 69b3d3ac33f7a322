import { delimiter } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { authorization, kubeconfig, kubeHome } from '../../support/kube-home.ts'

describe('a user’s token file', () => {
  const home = kubeHome()
  const CASES: readonly (readonly [
    title: string,
    user: Readonly<Record<string, unknown>>,
    content: string,
    authorization: unknown,
  ])[] = [
    ['beside the kubeconfig: is read', { tokenFile: 'token' }, 'abc', 'Bearer abc'],
    ['in a folder below: is read', { tokenFile: './token' }, 'abc', 'Bearer abc'],
    [
      'with a line break at its end, as editors leave it: the token alone',
      { tokenFile: 'token' },
      'abc\n',
      'Bearer abc',
    ],
    ['that nobody names: no token', {}, 'abc', undefined],
  ]
  for (const [title, user, content, wanted] of CASES) {
    it(title, async () => {
      const { folder, load } = home()
      folder.write('token', content)
      expect(await authorization(load({ kubeconfig: folder.write('config', kubeconfig({ user })) }))).to.equal(wanted)
    })
  }
  it('by its whole path: is read', async () => {
    const { folder, load } = home()
    const user = { tokenFile: folder.write('token', 'abc') }
    expect(await authorization(load({ kubeconfig: folder.write('config', kubeconfig({ user })) }))).to.equal(
      'Bearer abc',
    )
  })
  it('in the second of KUBECONFIG’s files: is read', async () => {
    const { folder, load } = home()
    folder.write('token', 'abc')
    process.env['KUBECONFIG'] = [
      folder.write('first', kubeconfig({ name: 'a', user: { token: 'def' } })),
      folder.write('second', kubeconfig({ name: 'b', user: { tokenFile: 'token' } })),
    ].join(delimiter)
    const found = await Promise.all(['a', 'b'].map((context) => authorization(load({ context }))))
    expect(found).to.deep.equal(['Bearer def', 'Bearer abc'])
  })
  it('that is not there: says so with each request, for it may come', async () => {
    const { folder, load } = home()
    const credentials = load({ kubeconfig: folder.write('config', kubeconfig({ user: { tokenFile: 'token' } })) })
    const before = await authorization(credentials).catch((error: unknown) => String(error))
    folder.write('token', 'abc')
    expect([before, await authorization(credentials)]).to.deep.equal([
      `Error: ENOENT: no such file or directory, open '${folder.path('token')}'`,
      'Bearer abc',
    ])
  })
})
