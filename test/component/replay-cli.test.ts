import { readFileSync } from 'node:fs'
import { styleText } from 'node:util'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import packageJson from '../../package.json' with { type: 'json' }
import { REPLAY_HELP } from '../../src/cli/replay-options.ts'
import { waterfall, type WaterfallStyle } from '../../src/cli/waterfall.ts'
import { millis, seconds } from '../../src/observe/nanos.ts'
import { nodeClock, SCHEDULER } from '../../src/observe/observation.ts'
import type { ReplaySettings } from '../../src/replay/replay.ts'
import { podstart, startPodstart, temporaryFolder, type Folder } from '../support/cli.ts'
import { recordedTraces, recordingPath, tracesIn } from '../support/traces.ts'
import { readItems } from '../support/recordings.ts'

const ONE = recordingPath('cold-pull')
const FAILED = recordingPath('never-pull')
const MANY = recordingPath('rollout-two-nodes')
const SPANS = recordedTraces('cold-pull').flat().length

const plain: WaterfallStyle['paint'] = (_, text) => text
const coloured: WaterfallStyle['paint'] = (style, text) =>
  style === 'plain' ? text : styleText(style, text, { validateStream: false })

/** What is drawn of a recording. */
const drawn = (name: string, settings: ReplaySettings = {}, width = 100, paint = plain): string =>
  recordedTraces(name, settings)
    .map((trace) => `${waterfall(trace, { width, paint }).join('\n')}\n\n`)
    .join('')

describe('podstart', () => {
  let folder: Folder
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => folder.remove())

  describe('replay, drawing', () => {
    const skew = new Map([
      [nodeClock('node-1'), seconds(2)],
      [SCHEDULER, millis(-500)],
    ])
    const CASES: readonly [title: string, args: readonly string[], stdout: string][] = [
      ['every trace, plain when it is piped', [ONE, MANY], drawn('cold-pull') + drawn('rollout-two-nodes')],
      ['--width', ['--width', '60', ONE], drawn('cold-pull', {}, 60)],
      ['--color always', ['--color', 'always', FAILED], drawn('never-pull', {}, 100, coloured)],
      ['--color never', ['--color', 'never', ONE], drawn('cold-pull')],
      ['--drop-events', ['--drop-events', ONE], drawn('cold-pull', { dropEvents: true })],
      ['--skew', ['--skew', 'node-1=+2s,scheduler=-500ms', ONE], drawn('cold-pull', { skew })],
      ['--print together with --out', ['--print', '--out', 'OUT', ONE], drawn('cold-pull')],
      ['nothing with --out alone', ['--out', 'OUT', ONE], ''],
    ]
    for (const [title, args, stdout] of CASES) {
      it(title, async () => {
        const run = await podstart(['replay', ...args.map((arg) => (arg === 'OUT' ? folder.path('out') : arg))])
        expect({ ...run, stderr: '' }).to.deep.equal({ code: 0, stdout, stderr: '' })
      })
    }
    it('sums up on stderr', async () => {
      const { stderr } = await podstart(['replay', ONE, FAILED])
      const spans = SPANS + recordedTraces('never-pull').flat().length
      const doubt = `podstart: ${FAILED}: its end breaks off 1 startups; they count as stuck at the deadline\n`
      expect(stderr).to.equal(`${doubt}2 traces, ${spans} spans (1 ready, 1 stuck)\n`)
    })
    const RATIOS: readonly (readonly [flags: string])[] = [
      ['--sampling-ratio 0'],
      ['--sampling-ratio-by-namespace s-cold-pull=0'],
      ['--sampling-ratio 0 --sampling-ratio-by-namespace a=1 --sampling-ratio-by-namespace b=1'],
    ]
    for (const [flags] of RATIOS) {
      it(`${flags}: draws what an exporter would send, and says what it leaves out`, async () => {
        const run = await podstart(['replay', ...flags.split(' '), ONE, FAILED])
        const spans = recordedTraces('never-pull').flat().length
        expect({ ...run, stderr: run.stderr.replace(/^podstart: .*\n/, '') }).to.deep.equal({
          code: 0,
          stdout: drawn('never-pull'),
          stderr: `1 traces, ${spans} spans (1 ready, 1 stuck)\n1 traces left out by sampling\n`,
        })
      })
    }
    it('--slow-startup: draws what took longer', async () => {
      const { stdout } = await podstart(['replay', '--sampling-ratio', '0', '--slow-startup', '500ms', ONE])
      expect(stdout).to.equal(drawn('cold-pull'))
    })
    it('says when two files tell of one pod', async () => {
      const { stderr } = await podstart(['replay', ONE, ONE])
      const doubt = `podstart: ${ONE}: s-cold-pull/web has a trace by this id already, from ${ONE}\n`
      expect(stderr).to.equal(`${doubt}2 traces, ${2 * SPANS} spans (2 ready)\n`)
    })
    it('ends without a word when nobody reads any more', async () => {
      const run = await startPodstart(['replay', MANY], {}, { stdout: 'closed' }).ended
      // Whether it still comes to its summary is chance.
      const problems = run.stderr.split('\n').filter((line) => /EPIPE|podstart:|Error/.test(line))
      expect({ code: run.code, problems }).to.deep.equal({ code: 141, problems: [] })
    })
    it('still writes its file when nobody reads any more', async () => {
      const run = await startPodstart(['replay', '--print', '--out', folder.path('out'), ONE], {}, { stdout: 'closed' })
        .ended
      expect(run).to.deep.equal({
        code: 0,
        stdout: '',
        stderr: `1 traces, ${SPANS} spans written to ${folder.path('out')} (1 ready)\n`,
      })
      expect(folder.read('out').split('\n')).to.have.length(2)
    })
  })

  describe('asked for help', () => {
    it('--help names the commands', async () => {
      const { code, stdout, stderr } = await podstart(['--help'])
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
      expect(stdout).to.include('replay [options] <file...>')
    })
    it('replay --help teaches by examples', async () => {
      const { code, stdout, stderr } = await podstart(['replay', '--help'])
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
      expect(stdout.endsWith(`${REPLAY_HELP}\n`)).to.equal(true)
      expect(REPLAY_HELP).to.include('podstart replay --otlp http://localhost:4318 *.jsonl')
    })
    it('--version', async () => {
      expect(await podstart(['--version'])).to.deep.equal({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' })
    })
  })

  describe('with arguments that cannot be', () => {
    const CLOCKS = 'CLOCK=±DURATION, separated by commas, like node-1=+2s,scheduler=-500ms.'
    const URL = 'the address of an OTLP/HTTP collector, like http://localhost:4318.'
    const wrong = (option: string, value: string, expected: string): string =>
      `error: option '${option}' argument '${value}' is invalid. expected ${expected}`
    const CASES: readonly [args: string, told: string][] = [
      ['replay', "error: missing required argument 'file'"],
      ['replay --ouy FILE', "error: unknown option '--ouy'\n(Did you mean --out?)"],
      ['repla FILE', "error: unknown command 'repla'\n(Did you mean replay?)"],
      ['replay --skew nonsense FILE', wrong('--skew <clocks>', 'nonsense', CLOCKS)],
      ['replay --skew node-1=2 FILE', wrong('--skew <clocks>', 'node-1=2', CLOCKS)],
      ['replay --otlp not-a-url FILE', wrong('--otlp <url>', 'not-a-url', URL)],
      ['replay --otlp localhost:4318 FILE', wrong('--otlp <url>', 'localhost:4318', URL)],
      ['replay --width 39 FILE', wrong('--width <columns>', '39', 'a whole number from 40 to 1000.')],
      ['replay --shuffle 1.5 FILE', wrong('--shuffle <seed>', '1.5', 'a whole number from 0 to 4294967295.')],
      ['replay --deadline 0s FILE', wrong('--deadline <duration>', '0s', 'a duration like 10s, 500ms or 1m30s.')],
      ['replay --sampling-ratio 10% FILE', wrong('--sampling-ratio <ratio>', '10%', 'a number from 0 to 1, like 0.1.')],
      ['replay --slow-percentile 100 FILE', wrong('--slow-percentile <number>', '100', 'a whole number from 0 to 99.')],
      [
        'replay --color pink FILE',
        "error: option '--color <when>' argument 'pink' is invalid. Allowed choices are auto, always, never.",
      ],
    ]
    for (const [args, told] of CASES) {
      it(args, async () => {
        const run = await podstart(args.replace('FILE', ONE).split(' '))
        expect(run).to.deep.equal({ code: 2, stdout: '', stderr: `${told}\n(podstart --help tells more)\n` })
      })
    }
  })

  describe('replay, with files that cannot be read', () => {
    const LINE = '{"at": "<RFC 3339 time>", "watch": "pods" or "events", "type": "ADDED", …, "object": {…}}'
    const NO_JSON = `expected a line of JSON like ${LINE}; this is none (is the file cut off?)`
    const CASES: readonly [title: string, content: string | undefined, told: string][] = [
      ['that is not there', undefined, 'FILE: no such file'],
      ['without a line', '', 'FILE:1: expected a recording, one watch item a line; the file is empty'],
      ['of blank lines', '\n\n', 'FILE:1: expected a recording, one watch item a line; the file is empty'],
      ['of some other text', 'root:x:0:0\nbin:x:1:1\n', `FILE:1: ${NO_JSON}`],
      [
        'of some other JSON',
        '{"at":"2026-03-01T12:00:00Z","watch":"nodes","type":"ADDED","object":{}}',
        `FILE:1: expected ${LINE}; "watch": Invalid option: expected one of "pods"|"events"`,
      ],
    ]
    for (const [title, content, told] of CASES) {
      it(`a file ${title}`, async () => {
        const file = content === undefined ? folder.path('recording') : folder.write('recording', content)
        const stderr = `podstart: ${told.replace('FILE', file)}\n0 traces, 0 spans\n`
        expect(await podstart(['replay', file])).to.deep.equal({ code: 2, stdout: '', stderr })
      })
    }
    it('a directory', async () => {
      expect(await podstart(['replay', folder.path('.')])).to.deep.equal({
        code: 2,
        stdout: '',
        stderr: `podstart: ${folder.path('.')}: is a directory; name the recordings in it\n0 traces, 0 spans\n`,
      })
    })
    it('exports what came before a line that is cut off, and the files after it', async () => {
      const lines = readFileSync(MANY, 'utf8').trim().split('\n')
      const cut = [...lines.slice(0, 60), lines[60]?.slice(0, 100)].join('\n')
      const file = folder.write('recording', cut)
      const run = await podstart(['replay', file, ONE])
      const before = tracesIn(readItems('rollout-two-nodes').slice(0, 60))
      expect(before).to.have.length.above(0)
      const traces = [...before, ...recordedTraces('cold-pull')]
      expect({ code: run.code, stdout: run.stdout, problem: run.stderr.split('\n')[0] }).to.deep.equal({
        code: 2,
        stdout: traces.map((trace) => `${waterfall(trace, { width: 100, paint: plain }).join('\n')}\n\n`).join(''),
        problem: `podstart: ${file}:61: ${NO_JSON}`,
      })
    })
  })
})
