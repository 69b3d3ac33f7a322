import { expect } from 'chai'
import { describe, it } from 'mocha'
import { parseTracestate } from '../../../src/trace/tracestate.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const KEY = `${LETTERS}0123456789_-*/`
/** Printable ASCII but for comma and equals sign; a space comes first. */
const VALUE = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i))
  .filter((one) => one !== ',' && one !== '=')
  .join('')
const members = (count: number): string => Array.from({ length: count }, (_, i) => `k${i}=${i}`).join(',')

type Row = readonly [name: string, header: string | undefined, wanted: string | undefined]

/** Numbers of sections are those of W3C Trace Context. */
const SECTIONS: Readonly<Record<string, readonly Row[]>> = {
  '3.3.1.1: blanks around members, and empty members, do no harm': [
    ['one member', 'congo=t61rcWkgMzE', 'congo=t61rcWkgMzE'],
    ['several members, in their order', 'foo=1,bar=2,a=3', 'foo=1,bar=2,a=3'],
    ['a space after a comma', 'foo=1, bar=2', 'foo=1,bar=2'],
    ['spaces around commas', 'foo=1 , bar=2 ,  baz=3', 'foo=1,bar=2,baz=3'],
    ['spaces and tabs around commas', 'foo=1\t \t,\t \tbar=2 \t , \t baz=3', 'foo=1,bar=2,baz=3'],
    ['a space before it', ' foo=1', 'foo=1'],
    ['a tab before it', '\tfoo=1', 'foo=1'],
    ['a space after it', 'foo=1 ', 'foo=1'],
    ['a tab after it', 'foo=1\t', 'foo=1'],
    ['all of them', '\t foo=1 \t', 'foo=1'],
    ['an empty member', 'foo=1,,bar=2', 'foo=1,bar=2'],
    ['empty members at the ends, as of headers that were joined', ',foo=1,', 'foo=1'],
    ['a blank member', 'foo=1, \t ,bar=2', 'foo=1,bar=2'],
    ['nothing', undefined, undefined],
    ['an empty text', '', undefined],
    ['blanks', ' \t ', undefined],
    ['commas', ' , ,', undefined],
    ['a line break around a member', 'foo=1,\nbar=2', undefined],
  ],
  '3.3.1.2: up to 32 members': [
    ['32 members', members(32), members(32)],
    ['33 members', members(33), undefined],
    ['32 members, and empty ones', `,${members(32)},,`, members(32)],
  ],
  '3.3.1.3.1: keys': [
    ['each character that may be in a key', `${KEY}=1`, `${KEY}=1`],
    ['a tenant and a system', `${KEY}@a-z0-9_-*/=1`, `${KEY}@a-z0-9_-*/=1`],
    ['a tenant that begins with a digit', '0a@v=1', '0a@v=1'],
    ['a key of one letter', 'z=1', 'z=1'],
    ['a key of 256 characters', `foo=1,${'z'.repeat(256)}=1`, `foo=1,${'z'.repeat(256)}=1`],
    ['a key of 257 characters', `foo=1,${'z'.repeat(257)}=1`, undefined],
    [
      'a tenant of 241 characters, a system of 14',
      `${'t'.repeat(241)}@v3456789012345=1`,
      `${'t'.repeat(241)}@v3456789012345=1`,
    ],
    ['a tenant of 242 characters', `foo=1,${'t'.repeat(242)}@v=1`, undefined],
    ['a system of 15 characters', `foo=1,t@${'v'.repeat(15)}=1`, undefined],
    ['a digit first', '1special=1', undefined],
    ['another character first', '_a=1', undefined],
    ['a system that begins with a digit', 'foo@1=1', undefined],
    ['an upper-case letter first', 'FOO=1', undefined],
    ['an upper-case letter later', 'fOO=1', undefined],
    ['a dot', 'foo.bar=1', undefined],
    ['a space before the equals sign', 'foo =1', undefined],
    ['a tenant without a system', 'foo@=1,bar=2', undefined],
    ['a system without a tenant', '@foo=1,bar=2', undefined],
    ['two at signs', 'foo@@bar=1,bar=2', undefined],
    ['two systems', 'foo@bar@baz=1,bar=2', undefined],
    ['no key', '=1', undefined],
    ['no equals sign', 'foo', undefined],
    ['no equals sign in one of them', 'foo=1,bar', undefined],
    ['a letter of another alphabet', 'fü=1', undefined],
  ],
  '3.3.1.3.2: values': [
    ['each character that may be in a value, the space first', `foo=${VALUE}`, `foo=${VALUE}`],
    ['a space inside', 'foo=a b', 'foo=a b'],
    ['spaces that it begins with are its own', 'foo=  a,bar= 2', 'foo=  a,bar= 2'],
    ['256 characters', `foo=${'v'.repeat(256)}`, `foo=${'v'.repeat(256)}`],
    ['257 characters', `foo=${'v'.repeat(257)}`, undefined],
    ['no value', 'foo=,bar=3', undefined],
    ['a blank value', 'foo= ,bar=3', undefined],
    ['an equals sign', 'foo=bar=baz', undefined],
    ['a tab inside', 'foo=a\tb', undefined],
    ['a line break inside', 'foo=a\nb', undefined],
    ['a control character', 'foo=a\u007f', undefined],
    ['what is not ASCII', 'foo=ü', undefined],
  ],
  '3.3.1.4: each key once': [
    ['a key twice', 'foo=1,foo=2', undefined],
    ['a member twice', 'foo=1, foo=1', undefined],
    ['a key that another begins with', 'foo=1,foo2=1', 'foo=1,foo2=1'],
  ],
  '3.3.1.5: what need not be passed on': [
    ['512 characters', `a=${'1'.repeat(253)},b=${'2'.repeat(254)}`, `a=${'1'.repeat(253)},b=${'2'.repeat(254)}`],
    ['513 characters', `a=${'1'.repeat(254)},b=${'2'.repeat(254)}`, undefined],
    ['512 characters with their blanks', `a=1,${' '.repeat(505)}b=2`, 'a=1,b=2'],
    ['513 characters with their blanks', `a=1,${' '.repeat(506)}b=2`, undefined],
  ],
}

describe('parseTracestate', () => {
  for (const [section, rows] of Object.entries(SECTIONS)) {
    describe(section, () => {
      for (const [name, header, wanted] of rows) {
        it(`${wanted === undefined ? 'refuses' : 'reads'} ${name}`, () => {
          expect(parseTracestate(header)).to.equal(wanted)
        })
      }
    })
  }
  it('takes no time for what is far too long', () => {
    const begin = performance.now()
    parseTracestate(`a=${' '.repeat(250_000)}b`)
    expect(performance.now() - begin).to.be.lessThan(1_000)
  })
})
