import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { readEnvironment } from '../../src/cli/config.ts'
import { runReplay } from '../../src/cli/replay.ts'
import type { ReplayOptions } from '../../src/cli/replay-options.ts'
import { seconds } from '../../src/observe/nanos.ts'
import { DEFAULT_PREFIX } from '../../src/observe/annotation-keys.ts'
import { recordingPath } from '../support/traces.ts'

const OPTIONS: ReplayOptions = {
  clusterName: 'kubernetes',
  context: 'link',
  annotationPrefix: DEFAULT_PREFIX,
  crashWindow: seconds(10),
  deadline: seconds(600),
  samplingRatio: 1,
  samplingRatioByNamespace: new Map(),
  slowStartup: seconds(60),
  slowPercentile: 95,
  color: 'auto',
}

interface Looks {
  readonly coloured: boolean
  /** Columns of the root's bar line. */
  readonly columns: number
}

/** How a trace looks in a terminal, which a child process of the tests does not have. */
async function looks(change: Partial<ReplayOptions>, noColor: boolean, terminal: object): Promise<Looks> {
  const out = Object.assign(new PassThrough(), terminal)
  const environment = { ...readEnvironment({}), noColor }
  const { signal } = new AbortController()
  const drawn = text(out)
  await runReplay(
    [recordingPath('cold-pull')],
    { ...OPTIONS, ...change },
    environment,
    { out, err: new PassThrough() },
    signal,
  )
  out.end()
  const plain = (await drawn).replaceAll(/\u001b\[\d+m/g, '')
  return { coloured: plain !== (await drawn), columns: plain.split('\n')[3]?.length ?? 0 }
}

describe('podstart replay, in a terminal', () => {
  const TTY = { isTTY: true, columns: 72 }
  const CASES: readonly [title: string, change: Partial<ReplayOptions>, noColor: boolean, terminal: object, Looks][] = [
    ['draws in colours, as wide as it is', {}, false, TTY, { coloured: true, columns: 72 }],
    ['honours NO_COLOR', {}, true, TTY, { coloured: false, columns: 72 }],
    ['draws plain with --color never', { color: 'never' }, false, TTY, { coloured: false, columns: 72 }],
    ['lets --color always win over NO_COLOR', { color: 'always' }, true, TTY, { coloured: true, columns: 72 }],
    ['lets --width win', { width: 50 }, false, TTY, { coloured: true, columns: 50 }],
    ['draws 100 columns where there are none', {}, false, { isTTY: true }, { coloured: true, columns: 100 }],
    ['draws 100 columns where it says 0', {}, false, { isTTY: true, columns: 0 }, { coloured: true, columns: 100 }],
    ['draws plain into a pipe', {}, false, {}, { coloured: false, columns: 100 }],
  ]
  for (const [title, change, noColor, terminal, expected] of CASES) {
    it(title, async () => {
      expect(await looks(change, noColor, terminal)).to.deep.equal(expected)
    })
  }
})
