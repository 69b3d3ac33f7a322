import { expect } from 'chai'
import { describe, it } from 'mocha'
import { parseContext, parseTraceparent } from '../../../src/trace/traceparent.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const ZERO_TRACE = '0'.repeat(32)
const ZERO_SPAN = '0'.repeat(16)
const of = (sampled: boolean) => ({ traceId: TRACE, spanId: SPAN, sampled })

type Wanted = object | undefined

const PARENTS: ReadonlyArray<readonly [name: string, header: string | undefined, wanted: Wanted]> = [
  ['version 00, sampled', `00-${TRACE}-${SPAN}-01`, of(true)],
  ['version 00, not sampled', `00-${TRACE}-${SPAN}-00`, of(false)],
  ['other flags, of which the last bit is ours', `00-${TRACE}-${SPAN}-03`, of(true)],
  ['other flags without the last bit', `00-${TRACE}-${SPAN}-fe`, of(false)],
  ['spaces around it', `  00-${TRACE}-${SPAN}-01 `, of(true)],
  [
    'a trace id that is zero but for one digit',
    `00-${ZERO_TRACE.slice(1)}1-${SPAN}-01`,
    {
      ...of(true),
      traceId: `${ZERO_TRACE.slice(1)}1`,
    },
  ],
  ['a later version', `cc-${TRACE}-${SPAN}-01`, of(true)],
  ['a later version with more fields', `cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, of(true)],
  ['a later version with an empty field', `cc-${TRACE}-${SPAN}-01-`, of(true)],
  ['a later version whose flags run on', `cc-${TRACE}-${SPAN}-01.what`, undefined],
  ['version 00 with more fields', `00-${TRACE}-${SPAN}-01-what`, undefined],
  ['version 00 with an empty field', `00-${TRACE}-${SPAN}-01-`, undefined],
  ['version ff', `ff-${TRACE}-${SPAN}-01`, undefined],
  ['a version of one digit', `0-${TRACE}-${SPAN}-01`, undefined],
  ['a version that is no number', `0x-${TRACE}-${SPAN}-01`, undefined],
  ['an upper-case trace id', `00-${TRACE.toUpperCase()}-${SPAN}-01`, undefined],
  ['an upper-case span id', `00-${TRACE}-${SPAN.toUpperCase()}-01`, undefined],
  ['an upper-case version', `CC-${TRACE}-${SPAN}-01`, undefined],
  ['a trace id of zeros', `00-${ZERO_TRACE}-${SPAN}-01`, undefined],
  ['a span id of zeros', `00-${TRACE}-${ZERO_SPAN}-01`, undefined],
  ['a trace id too short', `00-${TRACE.slice(1)}-${SPAN}-01`, undefined],
  ['a trace id too long', `00-0${TRACE}-${SPAN}-01`, undefined],
  ['a span id too short', `00-${TRACE}-${SPAN.slice(1)}-01`, undefined],
  ['flags of one digit', `00-${TRACE}-${SPAN}-1`, undefined],
  ['flags of three digits', `00-${TRACE}-${SPAN}-010`, undefined],
  ['no flags', `00-${TRACE}-${SPAN}`, undefined],
  ['other separators', `00_${TRACE}_${SPAN}_01`, undefined],
  ['two of them', `00-${TRACE}-${SPAN}-01,00-${TRACE}-${SPAN}-01`, undefined],
  ['an empty text', '', undefined],
  ['nothing', undefined, undefined],
]

const CONTEXTS: ReadonlyArray<readonly [name: string, value: string | undefined, wanted: Wanted]> = [
  ['a traceparent alone', `00-${TRACE}-${SPAN}-01`, of(true)],
  [
    'a tracestate after a space',
    `00-${TRACE}-${SPAN}-01 congo=t61rcWkgMzE`,
    {
      ...of(true),
      state: 'congo=t61rcWkgMzE',
    },
  ],
  ['a tracestate with a space of its own', `00-${TRACE}-${SPAN}-01 a=1, b=2`, { ...of(true), state: 'a=1, b=2' }],
  ['spaces around both', `  00-${TRACE}-${SPAN}-00 a=1  `, { ...of(false), state: 'a=1' }],
  ['a tracestate alone', 'congo=t61rcWkgMzE', undefined],
  ['a bad traceparent before a good tracestate', `ff-${TRACE}-${SPAN}-01 a=1`, undefined],
  ['an empty text', '', undefined],
  ['nothing', undefined, undefined],
]

describe('parseTraceparent', () => {
  for (const [name, header, wanted] of PARENTS) {
    it(`${wanted === undefined ? 'refuses' : 'reads'} ${name}`, () => {
      expect(parseTraceparent(header)).to.deep.equal(wanted)
    })
  }
  it('keeps the tracestate as it was', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`, ' a=1')).to.deep.equal({ ...of(true), state: ' a=1' })
  })
  it('takes an empty tracestate for none', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`, '')).to.deep.equal(of(true))
  })
})

describe('parseContext', () => {
  for (const [name, value, wanted] of CONTEXTS) {
    it(`${wanted === undefined ? 'refuses' : 'reads'} ${name}`, () => {
      expect(parseContext(value)).to.deep.equal(wanted)
    })
  }
})
