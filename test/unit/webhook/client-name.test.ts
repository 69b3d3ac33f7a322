import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { clientNameProblem } from '../../../src/webhook/client-name.ts'

/** A connection whose client showed this. */
const showing = (certificate: object): Socket =>
  Object.assign(new TLSSocket(new Socket()), { getPeerCertificate: () => certificate })
const named = (CN: unknown): Socket => showing({ subject: { CN } })

const ONE = ['kube-apiserver']
const TWO = ['kube-apiserver', 'front-proxy']

const CASES: readonly (readonly [title: string, socket: Socket, names: readonly string[], problem?: string])[] = [
  ['a name that is wanted', named('kube-apiserver'), ONE],
  ['one of two that are wanted', named('front-proxy'), TWO],
  ['several names, of which one is wanted', named(['a', 'front-proxy']), TWO],
  ['any name where none is asked for', named('mallory'), []],
  ['no certificate where none is asked for', showing({}), []],
  ['no TLS where none is asked for', new Socket(), []],
  ['another name', named('mallory'), ONE, 'for kube-apiserver is wanted, and this is for mallory'],
  ['a part of a name', named('kube'), ONE, 'for kube-apiserver is wanted, and this is for kube'],
  ['a name in capitals', named('KUBE-APISERVER'), ONE, 'for kube-apiserver is wanted, and this is for KUBE-APISERVER'],
  [
    'names of which none is wanted',
    named(['a', 'b']),
    TWO,
    'for kube-apiserver or front-proxy is wanted, and this is for a, b',
  ],
  [
    'a subject without a name',
    showing({ subject: { O: 'a' } }),
    ONE,
    'for kube-apiserver is wanted, and this is for nobody',
  ],
  ['no certificate', showing({}), ONE, 'for kube-apiserver is wanted, and this is for nobody'],
  ['no TLS', new Socket(), ONE, 'for kube-apiserver is wanted, and this is for nobody'],
]

describe('a client with', () => {
  for (const [title, socket, names, problem] of CASES) {
    it(`${title} is ${problem === undefined ? 'let in' : 'refused'}`, () => {
      expect(clientNameProblem(socket, names)).to.equal(problem && `a client's certificate ${problem}`)
    })
  }
})
