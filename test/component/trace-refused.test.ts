import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import type { TraceOptions } from '../../src/cli/trace-options.ts'
import { startApiServer, type ApiServer } from '../support/apiserver/apiserver.ts'
import { temporaryFolder, type Folder } from '../support/cli.ts'
import { traceHere, type Asking } from '../support/looking.ts'
import { at } from '../support/story.ts'

describe('podstart trace does not begin', () => {
  let folder: Folder
  let server: ApiServer
  beforeEach(async () => {
    folder = temporaryFolder()
    server = await startApiServer()
  })
  afterEach(async () => {
    await server.close()
    folder.remove()
  })
  const trace = (name: string, options: Partial<TraceOptions> = {}, more: Omit<Asking, 'options'> = {}) =>
    traceHere(server, folder, name, { now: at(5_000), ...more, options: { namespace: 'shop', ...options } })

  describe('of what can be no pod', () => {
    const NONE = 'name a pod, like web-1 or pod/web-1'
    const alone = 'it has letters, digits, "-" and "." alone; one pod is traced at a time'
    const CASES: readonly [asked: string, told: string][] = [
      ['', NONE],
      ['pod/', NONE],
      ['deploy/', NONE],
      ['a,b', `"a,b" is no name of a pod: ${alone}`],
      ['pod/a b', `"pod/a b" is no name of a pod: ${alone}`],
      ['\u001b[31m', `"[31m" is no name of a pod: ${alone}`],
    ]
    for (const [asked, told] of CASES) {
      it(JSON.stringify(asked), async () => {
        expect(await trace(asked)).to.deep.equal({ code: 2, stdout: '', stderr: `podstart: ${told}\n` })
      })
    }
  })

  describe('with flags that cannot be', () => {
    const CASES: readonly [
      title: string,
      options: Partial<TraceOptions>,
      env: Readonly<Record<string, string>>,
      told: string,
    ][] = [
      [
        'an address of Jaeger',
        { jaeger: 'localhost' },
        {},
        '"localhost" is no address of Jaeger like http://localhost:16686',
      ],
      ['several namespaces', { namespace: 'a,b' }, {}, 'a pod is in one namespace: name that one'],
      ['a context that is not there', { context: 'blue' }, {}, 'the kubeconfig has no context "blue"; it has test'],
      [
        'a kubeconfig that is not there',
        { kubeconfig: '/nowhere' },
        {},
        "the kubeconfig /nowhere cannot be read: ENOENT: no such file or directory, open '/nowhere'",
      ],
    ]
    for (const [title, options, env, told] of CASES) {
      it(title, async () => {
        expect(await trace('web', options, { env })).to.deep.equal({
          code: 2,
          stdout: '',
          stderr: `podstart: ${told}\n`,
        })
      })
    }
  })
})
