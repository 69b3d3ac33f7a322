import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readEnvironment } from '../../../src/cli/config.ts'

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
        resourceAttributes,
        broken,
        noColor: false,
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
