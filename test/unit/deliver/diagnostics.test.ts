import { diag, DiagConsoleLogger } from '@opentelemetry/api'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { followDiagnostics, hearing, hearOthers, type Diagnostic } from '../../../src/deliver/diagnostics.ts'

describe('what OpenTelemetry libraries say of their work', () => {
  const listener = () => {
    const heard: string[] = []
    return {
      heard,
      hear: ({ level, parts }: Diagnostic): void => void heard.push(`${level}: ${parts.join(' ')}`),
    }
  }
  beforeEach(() => followDiagnostics())
  afterEach(() => hearOthers())

  it('is heard by who began it, also when it says so later', async () => {
    const [one, two] = [listener(), listener()]
    const work = async (name: string) => {
      diag.warn(name, 'begins')
      await new Promise((resolve) => setImmediate(resolve))
      diag.error(name, 'ends')
    }
    await Promise.all([hearing(one.hear, () => work('one')), hearing(two.hear, () => work('two'))])
    expect([one.heard, two.heard]).to.deep.equal([
      ['warn: one begins', 'error: one ends'],
      ['warn: two begins', 'error: two ends'],
    ])
  })
  it('is heard by the one for all else, when nobody listens to that work', async () => {
    const [one, others] = [listener(), listener()]
    hearOthers(others.hear)
    await hearing(one.hear, () => Promise.resolve())
    diag.warn('after', 7)
    expect([one.heard, others.heard]).to.deep.equal([[], ['warn: after 7']])
  })
  it('is not heard, when there is none', () => {
    diag.warn('into the void')
  })
  it('is not heard below a warning', () => {
    const { heard, hear } = listener()
    hearing(hear, () => (diag.info('i'), diag.debug('d'), diag.verbose('v')))
    expect(heard).to.deep.equal([])
  })
  it('is heard again after another has set a logger', () => {
    const { heard, hear } = listener()
    diag.setLogger(new DiagConsoleLogger(), { suppressOverrideMessage: true })
    followDiagnostics()
    hearing(hear, () => diag.warn('here'))
    expect(heard).to.deep.equal(['warn: here'])
  })
})
