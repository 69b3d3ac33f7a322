import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readEnvironment } from '../../../src/cli/config.ts'

const NOTHING = { resourceAttributes: {}, broken: [], noColor: false, forceColor: false, podstart: {}, otel: {} }

describe('OTEL_RESOURCE_ATTRIBUTES', () => {
  const CASES: readonly [value: string | undefined, attributes: Readonly<Record<string, string>>, broken: string[]][] =
    [
      [undefined, {}, []],
      ['', {}, []],
      [' , ', {}, []],
      ['deployment.environment=prod', { 'deployment.environment': 'prod' }, []],
      [' a = b , c=d ', { a: 'b', c: 'd' }, []],
      ['a=x%2Cy%3Dz%20%C3%BC', { a: 'x,y=z ü' }, []],
      ['a=', { a: '' }, []],
      ['a=1,a=2', { a: '2' }, []],
      ['a', {}, ['a']],
      ['=b', {}, ['=b']],
      [' =b', {}, [' =b']],
      ['a=b=c', {}, ['a=b=c']],
      ['a=%zz,b=c', { b: 'c' }, ['a=%zz']],
    ]
  for (const [value, resourceAttributes, broken] of CASES) {
    it(`${value}`, () => {
      expect(readEnvironment({ OTEL_RESOURCE_ATTRIBUTES: value })).to.deep.equal({
        ...NOTHING,
        resourceAttributes,
        broken,
      })
    })
  }
})

describe('NO_COLOR', () => {
  const CASES: readonly [value: string | undefined, noColor: boolean][] = [
    [undefined, false],
    ['', false],
    ['1', true],
    ['0', true],
  ]
  for (const [value, noColor] of CASES) {
    it(`${JSON.stringify(value)}: ${noColor ? 'no colours' : 'colours'}`, () => {
      expect(readEnvironment({ NO_COLOR: value }).noColor).to.equal(noColor)
    })
  }
})

describe('variables that are kept as they are', () => {
  const OTLP = ['ENDPOINT', 'PROTOCOL', 'HEADERS', 'TIMEOUT', 'COMPRESSION', 'CERTIFICATE', 'CLIENT_CERTIFICATE']
  const KEPT: readonly [kind: 'podstart' | 'otel', name: string][] = [
    ['podstart', 'PODSTART_DEADLINE'],
    ['podstart', 'PODSTART_'],
    ['podstart', 'PODSTART_NOBODY_KNOWS'],
    ...[...OTLP, 'CLIENT_KEY'].flatMap((part): readonly ['otel', string][] => [
      ['otel', `OTEL_EXPORTER_OTLP_${part}`],
      ['otel', `OTEL_EXPORTER_OTLP_TRACES_${part}`],
    ]),
    ['otel', 'OTEL_SDK_DISABLED'],
  ]
  for (const [kind, name] of KEPT) {
    it(name, () => {
      expect(readEnvironment({ [name]: ' x ' })).to.deep.equal({ ...NOTHING, [kind]: { [name]: ' x ' } })
    })
    it(`${name}, but not when it is blank`, () => {
      expect(readEnvironment({ [name]: ' ' })).to.deep.equal(NOTHING)
    })
  }
  const LEFT = [
    'PODSTART',
    'podstart_deadline',
    'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
    'OTEL_EXPORTER_OTLP_INSECURE',
    'PATH',
  ]
  for (const name of LEFT) {
    it(`${name} is none`, () => {
      expect(readEnvironment({ [name]: 'x' })).to.deep.equal(NOTHING)
    })
  }
})
