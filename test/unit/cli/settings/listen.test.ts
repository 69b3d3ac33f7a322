import { expect } from 'chai'
import { describe, it } from 'mocha'
import { parseListen, type Listen } from '../../../../src/cli/settings/listen.ts'

const CASES: readonly [text: string, listen: Listen | undefined][] = [
  [':9464', { host: '', port: 9464 }],
  ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
  ['0.0.0.0:0', { host: '0.0.0.0', port: 0 }],
  ['[::1]:9464', { host: '::1', port: 9464 }],
  ['[::]:65535', { host: '::', port: 65_535 }],
  ['localhost:80', { host: 'localhost', port: 80 }],
  ['Pod-1.example.com:80', { host: 'Pod-1.example.com', port: 80 }],
  ['', undefined],
  ['9464', undefined],
  [':', undefined],
  ['localhost', undefined],
  ['localhost:', undefined],
  ['localhost:http', undefined],
  ['localhost:65536', undefined],
  ['localhost:-1', undefined],
  ['::1:9464', undefined],
  ['[]:9464', undefined],
  ['[127.0.0.1]:9464', undefined],
  ['[localhost]:9464', undefined],
  ['127.0.0:9464', undefined],
  ['300.0.0.1:9464', undefined],
  ['a b:9464', undefined],
  ['http://localhost:9464', undefined],
  ['localhost:9464/', undefined],
]

describe('an address to listen at', () => {
  for (const [text, listen] of CASES) {
    it(`"${text}" is ${listen === undefined ? 'none' : 'one'}`, () => {
      expect(parseListen(text)).to.deep.equal(listen)
    })
  }
})
