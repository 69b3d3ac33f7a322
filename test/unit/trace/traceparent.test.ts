import { expect } from 'chai'
import { describe, it } from 'mocha'
import {
  formatContext,
  formatTraceparent,
  parseContext,
  parseTraceparent,
  type SpanId,
  type TraceContext,
  type TraceId,
} from '../../../src/trace/traceparent.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const ZERO_TRACE = '0'.repeat(32)
const ZERO_SPAN = '0'.repeat(16)
const of = (sampled: boolean) => ({ traceId: TRACE, spanId: SPAN, sampled })

type Wanted = object | undefined

type Row = readonly [name: string, header: string | undefined, wanted: Wanted]

/** Numbers of sections are those of W3C Trace Context. */
const SECTIONS: Readonly<Record<string, readonly Row[]>> = {
  '3.2.2: four fields with a dash between': [
    ['all of them', `00-${TRACE}-${SPAN}-01`, of(true)],
    ['a space before it', ` 00-${TRACE}-${SPAN}-01`, of(true)],
    ['a tab before it', `\t00-${TRACE}-${SPAN}-01`, of(true)],
    ['a space after it', `00-${TRACE}-${SPAN}-01 `, of(true)],
    ['a tab after it', `00-${TRACE}-${SPAN}-01\t`, of(true)],
    ['blanks around it', `\t 00-${TRACE}-${SPAN}-01 \t`, of(true)],
    ['blanks inside', `00-${TRACE} -${SPAN}-01`, undefined],
    ['other separators', `00_${TRACE}_${SPAN}_01`, undefined],
    ['no separators', `00${TRACE}${SPAN}01`, undefined],
    ['two of them', `00-${TRACE}-${SPAN}-01,00-${TRACE}-${SPAN}-01`, undefined],
    ['two of them, as headers are joined', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`, undefined],
    ['an empty text', '', undefined],
    ['blanks', ' \t', undefined],
    ['nothing', undefined, undefined],
  ],
  '3.2.2.1: version': [
    ['version ff', `ff-${TRACE}-${SPAN}-01`, undefined],
    ['version ff with more fields', `ff-${TRACE}-${SPAN}-01-what`, undefined],
    ['an upper-case version', `CC-${TRACE}-${SPAN}-01`, undefined],
    ['a dot first', `.0-${TRACE}-${SPAN}-01`, undefined],
    ['a dot last', `0.-${TRACE}-${SPAN}-01`, undefined],
    ['another letter', `0x-${TRACE}-${SPAN}-01`, undefined],
    ['one digit', `0-${TRACE}-${SPAN}-01`, undefined],
    ['three digits', `000-${TRACE}-${SPAN}-01`, undefined],
    ['four digits', `0000-${TRACE}-${SPAN}-01`, undefined],
    ['no version', `${TRACE}-${SPAN}-01`, undefined],
  ],
  '3.2.2.2: version 00 ends with its flags': [
    ['more fields', `00-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, undefined],
    ['an empty field', `00-${TRACE}-${SPAN}-01-`, undefined],
    ['a dot', `00-${TRACE}-${SPAN}-01.`, undefined],
  ],
  '3.2.2.3: trace-id': [
    [
      'zeros but for one digit',
      `00-${ZERO_TRACE.slice(1)}1-${SPAN}-01`,
      { ...of(true), traceId: `${ZERO_TRACE.slice(1)}1` },
    ],
    ['zeros', `00-${ZERO_TRACE}-${SPAN}-01`, undefined],
    ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`, undefined],
    ['a dot first', `00-.${TRACE.slice(1)}-${SPAN}-01`, undefined],
    ['a dot last', `00-${TRACE.slice(1)}.-${SPAN}-01`, undefined],
    ['31 digits', `00-${TRACE.slice(1)}-${SPAN}-01`, undefined],
    ['33 digits', `00-${TRACE}0-${SPAN}-01`, undefined],
    ['none', `00--${SPAN}-01`, undefined],
  ],
  '3.2.2.4: parent-id': [
    [
      'zeros but for one digit',
      `00-${TRACE}-1${ZERO_SPAN.slice(1)}-01`,
      { ...of(true), spanId: `1${ZERO_SPAN.slice(1)}` },
    ],
    ['zeros', `00-${TRACE}-${ZERO_SPAN}-01`, undefined],
    ['upper case', `00-${TRACE}-${SPAN.toUpperCase()}-01`, undefined],
    ['a dot first', `00-${TRACE}-.${SPAN.slice(1)}-01`, undefined],
    ['a dot last', `00-${TRACE}-${SPAN.slice(1)}.-01`, undefined],
    ['15 digits', `00-${TRACE}-${SPAN.slice(1)}-01`, undefined],
    ['17 digits', `00-${TRACE}-${SPAN}0-01`, undefined],
  ],
  '3.2.2.5: trace-flags': [
    ['sampled', `00-${TRACE}-${SPAN}-01`, of(true)],
    ['not sampled', `00-${TRACE}-${SPAN}-00`, of(false)],
    ['others, of which the last bit is sampled', `00-${TRACE}-${SPAN}-03`, of(true)],
    ['others without the last bit', `00-${TRACE}-${SPAN}-fe`, of(false)],
    ['all', `00-${TRACE}-${SPAN}-ff`, of(true)],
    ['upper case', `00-${TRACE}-${SPAN}-0B`, undefined],
    ['a dot first', `00-${TRACE}-${SPAN}-.0`, undefined],
    ['a dot last', `00-${TRACE}-${SPAN}-0.`, undefined],
    ['one digit', `00-${TRACE}-${SPAN}-1`, undefined],
    ['three digits', `00-${TRACE}-${SPAN}-001`, undefined],
    ['none', `00-${TRACE}-${SPAN}`, undefined],
    ['none after the dash', `00-${TRACE}-${SPAN}-`, undefined],
  ],
  '3.2.4: a later version': [
    ['as long as ours', `cc-${TRACE}-${SPAN}-01`, of(true)],
    ['the next one', `01-${TRACE}-${SPAN}-00`, of(false)],
    ['the last one', `fe-${TRACE}-${SPAN}-01`, of(true)],
    ['more fields', `cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, of(true)],
    ['an empty field', `cc-${TRACE}-${SPAN}-01-`, of(true)],
    ['flags that run on', `cc-${TRACE}-${SPAN}-01.what-the-future-will-be-like`, undefined],
    ['flags of three digits', `cc-${TRACE}-${SPAN}-011`, undefined],
    ['too short', `cc-${TRACE}-${SPAN}-0`, undefined],
    ['a trace-id of zeros', `cc-${ZERO_TRACE}-${SPAN}-01`, undefined],
    ['a parent-id of zeros', `cc-${TRACE}-${ZERO_SPAN}-01-what`, undefined],
  ],
}

/** Section 3.3: a tracestate counts only beside a good traceparent, and a bad one does that no harm. */
const STATES: ReadonlyArray<readonly [name: string, parent: string, state: string | undefined, wanted: Wanted]> = [
  ['a tracestate', `00-${TRACE}-${SPAN}-01`, 'foo=1,bar=2', { ...of(true), state: 'foo=1,bar=2' }],
  ['a tracestate with blanks', `00-${TRACE}-${SPAN}-01`, ' foo=1 , bar=2', { ...of(true), state: 'foo=1,bar=2' }],
  ['one beside a context that is not sampled', `00-${TRACE}-${SPAN}-00`, 'foo=1', { ...of(false), state: 'foo=1' }],
  ['one beside a later version', `cc-${TRACE}-${SPAN}-01-what`, 'foo=1', { ...of(true), state: 'foo=1' }],
  ['no tracestate', `00-${TRACE}-${SPAN}-01`, undefined, of(true)],
  ['an empty tracestate', `00-${TRACE}-${SPAN}-01`, '', of(true)],
  ['a bad tracestate', `00-${TRACE}-${SPAN}-01`, 'foo=1,foo=2', of(true)],
  ['a good tracestate beside a bad traceparent', `ff-${TRACE}-${SPAN}-01`, 'foo=1', undefined],
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
  ['a tracestate with a space of its own', `00-${TRACE}-${SPAN}-01 a=1, b=2`, { ...of(true), state: 'a=1,b=2' }],
  ['spaces around both', `  00-${TRACE}-${SPAN}-00 a=1  `, { ...of(false), state: 'a=1' }],
  ['a bad tracestate', `00-${TRACE}-${SPAN}-01 a=1,a=2`, of(true)],
  ['a tracestate alone', 'congo=t61rcWkgMzE', undefined],
  ['a bad traceparent before a good tracestate', `ff-${TRACE}-${SPAN}-01 a=1`, undefined],
  ['an empty text', '', undefined],
  ['nothing', undefined, undefined],
]

describe('parseTraceparent', () => {
  for (const [section, rows] of Object.entries(SECTIONS)) {
    describe(section, () => {
      for (const [name, header, wanted] of rows) {
        it(`${wanted === undefined ? 'refuses' : 'reads'} ${name}`, () => {
          expect(parseTraceparent(header)).to.deep.equal(wanted)
        })
      }
    })
  }
  for (const [name, parent, state, wanted] of STATES) {
    it(`reads ${name}`, () => {
      expect(parseTraceparent(parent, state)).to.deep.equal(wanted)
    })
  }
})

describe('parseContext', () => {
  for (const [name, value, wanted] of CONTEXTS) {
    it(`${wanted === undefined ? 'refuses' : 'reads'} ${name}`, () => {
      expect(parseContext(value)).to.deep.equal(wanted)
    })
  }
})

const context = (sampled: boolean): TraceContext => ({ traceId: TRACE as TraceId, spanId: SPAN as SpanId, sampled })

const WRITTEN: ReadonlyArray<readonly [name: string, context: TraceContext, parent: string, whole: string]> = [
  ['sampled', context(true), `00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`],
  ['not sampled', context(false), `00-${TRACE}-${SPAN}-00`, `00-${TRACE}-${SPAN}-00`],
  [
    'with a tracestate',
    { ...context(true), state: 'a= b c,d=e' },
    `00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01 a= b c,d=e`,
  ],
]

describe('a context as text', () => {
  for (const [name, written, parent, whole] of WRITTEN) {
    it(`${name}: its traceparent`, () => {
      expect(formatTraceparent(written)).to.equal(parent)
    })
    it(`${name}: all of it`, () => {
      expect(formatContext(written)).to.equal(whole)
    })
    it(`${name}: is read as it was`, () => {
      expect(parseContext(formatContext(written))).to.deep.equal(written)
    })
  }
})
