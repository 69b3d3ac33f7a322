import { expect } from 'chai'
import { describe, it } from 'mocha'
import { otlpTarget } from '../../../../src/cli/settings/otlp-target.ts'

type Variables = Readonly<Record<string, string>>

const SET = 'OTEL_EXPORTER_OTLP_'
/** `PROTOCOL` stands for `OTEL_EXPORTER_OTLP_PROTOCOL`. */
const nameOf = (variable: string): string => (variable.startsWith('OTEL_') ? variable : SET + variable)

const FILES = ['/ca', '/crt', '/key']
const resolved = (variables: Variables) =>
  otlpTarget(Object.fromEntries(Object.entries(variables).map(([name, text]) => [nameOf(name), text])), (path) =>
    FILES.includes(path),
  )

describe('an OTLP variable that does not fit', () => {
  const PROTOCOL = 'http/protobuf or http/json'
  const GRPC_PROTOCOL =
    'http/protobuf, and the endpoint to name the collector’s HTTP port, mostly 4318: gRPC is not spoken here'
  const MS = 'a whole number of milliseconds from 1 to 2147483647'
  const ADDRESS = 'an address like http://collector:4318'
  const QUERY = 'no ? and #: the path v1/traces is put behind it'
  const CASES: readonly [variable: string, text: string, expected: string, shown?: string][] = [
    ['ENDPOINT', 'collector:4318', ADDRESS],
    ['ENDPOINT', 'grpc://collector:4317', ADDRESS],
    ['ENDPOINT', '//collector:4318', ADDRESS],
    ['ENDPOINT', 'http:', ADDRESS],
    ['ENDPOINT', 'http://collector:4318 ', ADDRESS, 'http://collector:4318'],
    ['ENDPOINT', 'user:pass@word@collector:4318', ADDRESS, '***@collector:4318'],
    ['ENDPOINT', 'http://user:pass@collector/?key=secret', QUERY, '***@collector/?***'],
    ['ENDPOINT', 'http://collector/#a', QUERY],
    ['TRACES_ENDPOINT', 'collector:4318', `${ADDRESS}/v1/traces`],
    ['TRACES_ENDPOINT', '/v1/traces?key=secret', `${ADDRESS}/v1/traces`, '/v1/traces?***'],
    ['PROTOCOL', 'grpc', GRPC_PROTOCOL],
    ['TRACES_PROTOCOL', 'grpc', GRPC_PROTOCOL],
    ['PROTOCOL', 'http', PROTOCOL],
    ['PROTOCOL', 'HTTP/JSON', PROTOCOL],
    ['TIMEOUT', '10s', MS],
    ['TIMEOUT', '0', MS],
    ['TRACES_TIMEOUT', '-1', MS],
    ['TIMEOUT', '1.5', MS],
    ['TIMEOUT', '2147483648', MS],
    ['COMPRESSION', 'GZIP', 'none or gzip'],
    ['TRACES_COMPRESSION', 'zstd', 'none or gzip'],
    ['CERTIFICATE', '/missing', 'a file that can be read'],
    ['TRACES_CERTIFICATE', '/ca ', 'a file that can be read', '/ca'],
    ['OTEL_SDK_DISABLED', '1', 'true or false'],
  ]
  for (const [variable, text, expected, shown = text] of CASES) {
    const name = nameOf(variable)
    it(`${name}="${text}"`, () => {
      expect(resolved({ [variable]: text })).to.deep.equal({
        ok: false,
        problems: [`${name} is "${shown}"; expected ${expected}`],
      })
    })
  }

  const SEMICOLON = 'a semicolon to be written %3B: what follows one is dropped'
  const HEADERS: readonly [text: string, problems: readonly [number: number, expected: string][]][] = [
    ['secret', [[1, 'NAME=VALUE']]],
    ['a=1,,secret', [[3, 'NAME=VALUE']]],
    ['=secret', [[1, 'NAME=VALUE']]],
    ['a=', [[1, 'NAME=VALUE']]],
    ['a= ', [[1, 'NAME=VALUE']]],
    ['a=secret;b', [[1, SEMICOLON]]],
    ['a=100%', [[1, 'a percent sign to be written %25']]],
    ['a b=secret', [[1, 'a name that HTTP allows']]],
    ['a%3A=secret', [[1, 'a name that HTTP allows']]],
    ['a=se%0Acret', [[1, 'a value that HTTP allows']]],
    ['a=sécret€', [[1, 'a value that HTTP allows']]],
    [
      'secret,b=c;d',
      [
        [1, 'NAME=VALUE'],
        [2, SEMICOLON],
      ],
    ],
  ]
  for (const [text, problems] of HEADERS) {
    it(`${SET}HEADERS="${text}", without showing it`, () => {
      expect(resolved({ HEADERS: text })).to.deep.equal({
        ok: false,
        problems: problems.map(([number, expected]) => `${SET}HEADERS: header ${number}: expected ${expected}`),
      })
    })
  }

  const PAIRS: readonly [variables: Variables, problem: string][] = [
    [
      { CLIENT_CERTIFICATE: '/crt' },
      `${SET}CLIENT_CERTIFICATE is set without ${SET}CLIENT_KEY; expected both or neither`,
    ],
    [
      { TRACES_CLIENT_KEY: '/key' },
      `${SET}TRACES_CLIENT_KEY is set without ${SET}CLIENT_CERTIFICATE; expected both or neither`,
    ],
  ]
  for (const [variables, problem] of PAIRS) {
    it(JSON.stringify(variables), () => {
      expect(resolved(variables)).to.deep.equal({ ok: false, problems: [problem] })
    })
  }

  it('is told with all others', () => {
    const variables = { ENDPOINT: 'x', PROTOCOL: 'grpc', HEADERS: 'x', TRACES_HEADERS: 'y', TIMEOUT: 'x' }
    expect(resolved(variables)).to.deep.equal({
      ok: false,
      problems: [
        `${SET}ENDPOINT is "x"; expected ${ADDRESS}`,
        `${SET}HEADERS: header 1: expected NAME=VALUE`,
        `${SET}TRACES_HEADERS: header 1: expected NAME=VALUE`,
        `${SET}PROTOCOL is "grpc"; expected ${GRPC_PROTOCOL}`,
        `${SET}TIMEOUT is "x"; expected ${MS}`,
      ],
    })
  })
})
