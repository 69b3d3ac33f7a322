import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { startPodstart, temporaryFolder, type Folder } from '../support/cli.ts'
import { startCollector, type Collector } from '../support/collector.ts'
import { recordedTraces, recordingPath } from '../support/traces.ts'

const MANY = recordingPath('rollout-two-nodes')
const MANY_TRACES = recordedTraces('rollout-two-nodes')
/** The recording holds Events of the Deployment too. */
const MANY_NOTICE = 'event_not_about_a_pod: 9, such as: about a Deployment'

describe('podstart replay, interrupted while the collector does not answer', () => {
  let folder: Folder
  let collector: Collector
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(async () => {
    folder.remove()
    await collector.close()
  })

  /** @returns the run, and how long it went on after the interrupt */
  async function interrupted() {
    collector = await startCollector({ status: 200 }, 'never')
    const { url } = collector
    const running = startPodstart(['replay', '--otlp', url, '--out', folder.path('traces.jsonl'), MANY])
    await collector.hasReceived(2)
    const since = performance.now()
    running.interrupt()
    return { run: await running.ended, url, ms: performance.now() - since }
  }

  it('ends at once and tells what was not sent', async () => {
    const { run, url, ms } = await interrupted()
    const [first] = MANY_TRACES
    expect(run).to.deep.equal({
      code: 130,
      stdout: '',
      stderr: [
        'podstart: interrupted',
        `1 traces, ${first?.length} spans sent to ${url}/v1/traces (${MANY_TRACES.length} ready)`,
        `${MANY_TRACES.length - 1} traces NOT sent`,
        MANY_NOTICE,
        '',
      ].join('\n'),
    })
    expect(ms).to.be.below(5_000)
  })
  it('leaves no file, not even a part of one', async () => {
    await interrupted()
    expect(folder.names()).to.deep.equal([])
  })
  it('leaves a file from before as it was', async () => {
    folder.write('traces.jsonl', 'from before\n')
    await interrupted()
    expect(folder.names().map((name) => [name, folder.read(name)])).to.deep.equal([['traces.jsonl', 'from before\n']])
  })
})
