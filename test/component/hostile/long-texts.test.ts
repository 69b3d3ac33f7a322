import { expect } from 'chai'
import { describe, it } from 'mocha'
import { GROUPINGS } from '../../../src/insight/stage-table.ts'
import { reportOf } from '../../../src/insight/report.ts'
import { replay } from '../../../src/replay/replay.ts'
import { spansOf } from '../../../src/telemetry/spans.ts'
import { at, setUp, story, waiting } from '../../support/story.ts'

/** As much as an object of Kubernetes may hold of it. */
const LENGTH = 250_000
const times = (part: string): string => part.repeat(Math.ceil(LENGTH / part.length))

/** What makes an expression try again and again, or takes more room when it is written down. */
const SHAPES: Readonly<Record<string, string>> = {
  'at signs and a new line': `a${times('@')}\nx`,
  'colons and a new line': `a${times(':')}\nx`,
  slashes: times('/'),
  digits: times('9'),
  'blanks in the middle': `a${times(' ')}a`,
  'dashes and a new line': `${times('a-')}\nx`,
  'new lines': times('\n'),
  'escape sequences': times('\u001b[31m'),
  'durations without an end': `Successfully pulled image "x" in ${times('1m')}`,
  'a duration of digits': `Successfully pulled image "x" in ${times('9')}s`,
  'quotes of a pull': `Successfully pulled image "${times('" in ')}`,
  'a size of digits': `Successfully pulled image "x" in 1s (1s including waiting). Image size: ${times('9')} bytes.`,
  'a trace context with a long state': `00-0123456789abcdef0123456789abcdef-0123456789abcdef-01 ${times('a=1,')}`,
  'a trace context of a later version': `01-0123456789abcdef0123456789abcdef-0123456789abcdef-01-${times('ab-')}`,
}

interface Written {
  readonly image?: string
  readonly owner?: string
  readonly kind?: string
  readonly reason?: string
  readonly message?: string
  readonly annotation?: string
}

const ANNOTATIONS = [
  'podstart.dev/traceparent',
  'podstart.dev/tracestate',
  'podstart.dev/admitted-at',
  'podstart.dev/context',
  'traceparent',
  'kubernetes.io/config.mirror',
  'resource.opentelemetry.io/service.name',
] as const

function spansAfter({ image = 'web:1', owner = 'web', kind = 'ReplicaSet', ...more }: Written, key?: string) {
  const { reason = 'Failed', message = 'Error: no', annotation = '' } = more
  const one = setUp(
    story({
      metadata: {
        ownerReferences: [{ kind, name: owner, controller: true }],
        annotations: {
          'podstart.dev/traceparent': '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
          'podstart.dev/admitted-at': '2026-03-01T12:00:00.2Z',
          ...(key !== undefined && { [key]: annotation }),
        },
      },
      containers: [{ name: 'app', image }],
    }),
  )
    .event(100, 'Pulling', `Pulling image "${image}"`, { container: 'app' })
    .event(110, 'Pulled', message, { container: 'app' })
    .event(120, reason, message, { container: 'app', type: 'Warning' })
    .status(200, { containerStatuses: [waiting('app', reason, { message })] })
  const { startups } = replay(one.items)
  for (const by of GROUPINGS) reportOf(startups, { at: at(5_000), by })
  return startups.flatMap((startup) => spansOf(startup, { mode: 'link' }))
}

const sizeOf = (spans: readonly unknown[]): number =>
  JSON.stringify(spans, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)).length

/** Of spans that hold a kilobyte or two of each text; what is written here is a hundred times as long. */
const MOST = 100_000

describe('a text as long as an object may be', () => {
  for (const [shape, text] of Object.entries(SHAPES)) {
    for (const field of ['image', 'owner', 'kind', 'reason', 'message'] as const) {
      it(`${shape}, in ${field}: is read at once, and cut in the trace`, () => {
        expect(sizeOf(spansAfter({ [field]: text }))).to.be.within(1_000, MOST)
      })
    }
    for (const key of ANNOTATIONS) {
      it(`${shape}, in the annotation ${key}: is read at once, and cut in the trace`, () => {
        expect(sizeOf(spansAfter({ annotation: text }, key))).to.be.within(1_000, MOST)
      })
    }
  }
})
