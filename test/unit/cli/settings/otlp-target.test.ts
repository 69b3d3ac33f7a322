import { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { otlpTarget, type OtlpSources, type OtlpTarget } from '../../../../src/cli/settings/otlp-target.ts'

type Variables = Readonly<Record<string, string>>

const SET = 'OTEL_EXPORTER_OTLP_'
/** `PROTOCOL` stands for `OTEL_EXPORTER_OTLP_PROTOCOL`. */
const whole = (variables: Variables): Variables =>
  Object.fromEntries(
    Object.entries(variables).map(([name, text]) => [name.startsWith('OTEL_') ? name : SET + name, text]),
  )

const DEFAULTS: OtlpTarget = {
  url: 'http://localhost:4318/v1/traces',
  protocol: 'http/protobuf',
  headers: [],
  timeout: 10_000,
  compression: 'none',
  disabled: false,
}
const FROM_DEFAULTS: OtlpSources = {
  url: 'default',
  protocol: 'default',
  headers: 'default',
  timeout: 'default',
  compression: 'default',
  certificate: 'default',
  clientCertificate: 'default',
  clientKey: 'default',
  disabled: 'default',
}

interface Case {
  readonly variables: Variables
  readonly target: Partial<OtlpTarget>
  readonly sources: Partial<OtlpSources>
  readonly doubts?: readonly string[]
}

const GRPC = 'names port 4317, where collectors mostly take OTLP/gRPC; podstart sends OTLP/HTTP, mostly port 4318'
const NO_PATH = 'has no path, and is taken as it is; collectors mostly take traces at /v1/traces'

const url = (variables: Variables, url: string, source: 'ENDPOINT' | 'TRACES_ENDPOINT', doubt?: string): Case => ({
  variables,
  target: { url },
  sources: { url: SET + source },
  ...(doubt !== undefined && { doubts: [`${SET}${source} ${doubt}`] }),
})

const CASES: readonly Case[] = [
  { variables: {}, target: {}, sources: {} },
  url({ ENDPOINT: 'http://c:4318' }, 'http://c:4318/v1/traces', 'ENDPOINT'),
  url({ ENDPOINT: 'http://c:4318/' }, 'http://c:4318/v1/traces', 'ENDPOINT'),
  url({ ENDPOINT: 'https://c/otlp' }, 'https://c/otlp/v1/traces', 'ENDPOINT'),
  url({ ENDPOINT: 'https://c/otlp//' }, 'https://c/otlp//v1/traces', 'ENDPOINT'),
  url({ ENDPOINT: 'http://c:4318/v1/traces' }, 'http://c:4318/v1/traces/v1/traces', 'ENDPOINT'),
  url({ ENDPOINT: 'HTTP://u:p@C' }, 'http://u:p@c/v1/traces', 'ENDPOINT'),
  url({ ENDPOINT: 'http://c:4317' }, 'http://c:4317/v1/traces', 'ENDPOINT', GRPC),
  url({ TRACES_ENDPOINT: 'http://c:4318/x?a=b' }, 'http://c:4318/x?a=b', 'TRACES_ENDPOINT'),
  url({ TRACES_ENDPOINT: 'http://c:4318' }, 'http://c:4318/', 'TRACES_ENDPOINT', NO_PATH),
  url({ TRACES_ENDPOINT: 'http://c/x', ENDPOINT: 'http://d' }, 'http://c/x', 'TRACES_ENDPOINT'),
  url({ TRACES_ENDPOINT: 'http://c/x', ENDPOINT: 'what?' }, 'http://c/x', 'TRACES_ENDPOINT'),
  {
    variables: { PROTOCOL: 'http/json' },
    target: { protocol: 'http/json' },
    sources: { protocol: `${SET}PROTOCOL` },
  },
  {
    variables: { PROTOCOL: 'grpc', TRACES_PROTOCOL: ' http/protobuf ' },
    target: {},
    sources: { protocol: `${SET}TRACES_PROTOCOL` },
  },
  { variables: { TIMEOUT: ' 500 ' }, target: { timeout: 500 }, sources: { timeout: `${SET}TIMEOUT` } },
  {
    variables: { TIMEOUT: '500', TRACES_TIMEOUT: '2147483647' },
    target: { timeout: 2_147_483_647 },
    sources: { timeout: `${SET}TRACES_TIMEOUT` },
  },
  {
    variables: { COMPRESSION: ' gzip ' },
    target: { compression: 'gzip' },
    sources: { compression: `${SET}COMPRESSION` },
  },
  {
    variables: { COMPRESSION: 'gzip', TRACES_COMPRESSION: 'none' },
    target: {},
    sources: { compression: `${SET}TRACES_COMPRESSION` },
  },
  {
    variables: { HEADERS: 'Authorization=Basic%20eDp5, x-team = a=b ,', TRACES_HEADERS: 'X-Tenant=1,authorization=2' },
    target: { headers: ['authorization', 'x-team', 'x-tenant'] },
    sources: { headers: `${SET}HEADERS, ${SET}TRACES_HEADERS` },
  },
  { variables: { HEADERS: ' , ' }, target: {}, sources: { headers: `${SET}HEADERS` } },
  {
    variables: { CERTIFICATE: '/ca', CLIENT_CERTIFICATE: '/crt', TRACES_CLIENT_KEY: '/key', CLIENT_KEY: '/none' },
    target: { certificate: '/ca', clientCertificate: '/crt', clientKey: '/key' },
    sources: {
      certificate: `${SET}CERTIFICATE`,
      clientCertificate: `${SET}CLIENT_CERTIFICATE`,
      clientKey: `${SET}TRACES_CLIENT_KEY`,
    },
  },
  {
    variables: { OTEL_SDK_DISABLED: ' True ' },
    target: { disabled: true },
    sources: { disabled: 'OTEL_SDK_DISABLED' },
  },
]

const FILES = ['/ca', '/crt', '/key']
const resolved = (variables: Variables) => otlpTarget(whole(variables), (path) => FILES.includes(path))

describe('the OTLP target', () => {
  for (const { variables, target, sources, doubts = [] } of CASES) {
    it(JSON.stringify(variables), () => {
      expect(resolved(variables)).to.deep.equal({
        ok: true,
        target: { ...DEFAULTS, ...target },
        sources: { ...FROM_DEFAULTS, ...sources },
        doubts,
      })
    })
  }

  describe('is what the exporter makes of the same variables:', () => {
    const names = Object.keys(process.env).filter((name) => name.startsWith('OTEL_'))
    const saved = Object.fromEntries(names.map((name) => [name, process.env[name]]))
    const clear = (): void => {
      for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name]
    }
    beforeEach(clear)
    afterEach(() => {
      clear()
      Object.assign(process.env, saved)
    })
    for (const { variables, target } of CASES) {
      it(JSON.stringify(variables), async () => {
        Object.assign(process.env, whole(variables))
        const read = convertLegacyHttpOptions({}, 'TRACES', 'v1/traces', {})
        const headers = Object.keys(await read.headers()).map((name) => name.toLowerCase())
        const { url, timeout, compression, headers: names } = { ...DEFAULTS, ...target }
        expect({
          url: new URL(read.url).href,
          timeout: read.timeoutMillis,
          compression: read.compression,
          headers: new Set(headers),
        }).to.deep.equal({ url, timeout, compression, headers: new Set(names) })
      })
    }
  })
})
