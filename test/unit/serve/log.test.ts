import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { LogSettings } from '../../../src/serve/log.ts'

const MODULE = new URL('../../../src/serve/log.ts', import.meta.url).href

/** What a process of its own writes: the log knows no other place than its stderr. */
async function written(settings: Partial<LogSettings>, isTerminal: boolean, says: string) {
  const all: LogSettings = { level: 'info', format: 'auto', colored: false, ...settings }
  const script = `
    const { createLog } = await import(${JSON.stringify(MODULE)})
    const log = createLog(${JSON.stringify(all)}, ${isTerminal})
    ${says}`
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { TZ: 'UTC' },
  })
  // The process's own time.
  return {
    stdout,
    lines: stderr
      .replaceAll(/\d{4}-\d\d-\d\dT|\d\d:\d\d:\d\d\.\d{3}|Z(?=")/g, (part) => part.replaceAll(/\d/g, '0'))
      .split('\n'),
  }
}

/** As JSON has it: an escape sequence, the same in one character, text that turns round, a forged line. */
const HOSTILE = String.raw`"a\u001b[31m\u009b2J\u202eb\nINFO: forged"`

const FOUR = "for (const level of ['debug', 'info', 'warn', 'error']) log[level](level)"

const CASES: readonly (readonly [
  title: string,
  settings: Partial<LogSettings>,
  isTerminal: boolean,
  says: string,
  lines: readonly string[],
])[] = [
  [
    'JSON, a line for each thing, with its level in words and the time',
    { format: 'json' },
    false,
    "log.info('hello'); log.warn({ attempt: 2 }, 'again')",
    [
      '{"level":"info","time":"0000-00-00T00:00:00.000Z","msg":"hello"}',
      '{"level":"warn","time":"0000-00-00T00:00:00.000Z","attempt":2,"msg":"again"}',
    ],
  ],
  [
    'JSON on a terminal, when it is asked for',
    { format: 'json' },
    true,
    "log.info('hello')",
    ['{"level":"info","time":"0000-00-00T00:00:00.000Z","msg":"hello"}'],
  ],
  [
    'JSON of itself where nobody sits',
    { format: 'auto' },
    false,
    "log.info('hello')",
    ['{"level":"info","time":"0000-00-00T00:00:00.000Z","msg":"hello"}'],
  ],
  [
    'text of itself on a terminal',
    { format: 'auto' },
    true,
    "log.info('hello'); log.warn({ attempt: 2 }, 'again')",
    ['[00:00:00.000] INFO: hello', '[00:00:00.000] WARN: again {"attempt":2}'],
  ],
  [
    'text where nobody sits, when it is asked for',
    { format: 'text' },
    false,
    "log.info('hello')",
    ['[00:00:00.000] INFO: hello'],
  ],
  [
    'text in colours, when they are asked for',
    { format: 'text', colored: true },
    true,
    "log.info('hello')",
    ['[00:00:00.000] \u001b[32mINFO\u001b[39m: \u001b[36mhello\u001b[39m'],
  ],
  [
    'everything from debug on',
    { format: 'text', level: 'debug' },
    false,
    FOUR,
    ['DEBUG: debug', 'INFO: info', 'WARN: warn', 'ERROR: error'].map((line) => `[00:00:00.000] ${line}`),
  ],
  [
    'nothing below its level',
    { format: 'text', level: 'warn' },
    false,
    FOUR,
    ['[00:00:00.000] WARN: warn', '[00:00:00.000] ERROR: error'],
  ],
  [
    'text of what others wrote: one line, and nothing that a terminal obeys',
    { format: 'text' },
    true,
    `log.warn({ example: ${HOSTILE} }, ${HOSTILE})`,
    ['[00:00:00.000] WARN: a [31m 2J b INFO: forged {"example":"a [31m 2J b INFO: forged"}'],
  ],
  [
    'JSON of what others wrote: one line, with escapes for what a terminal obeys',
    { format: 'json' },
    false,
    `log.warn({ example: ${HOSTILE} }, 'x')`,
    [`{"level":"warn","time":"0000-00-00T00:00:00.000Z","example":${HOSTILE},"msg":"x"}`],
  ],
  [
    'what was said last, however the process ends',
    { format: 'text' },
    false,
    "log.info('hello'); process.reallyExit(0)",
    ['[00:00:00.000] INFO: hello'],
  ],
  [
    'the same in JSON',
    { format: 'json' },
    false,
    "log.info('hello'); process.reallyExit(0)",
    ['{"level":"info","time":"0000-00-00T00:00:00.000Z","msg":"hello"}'],
  ],
]

describe('the log writes', () => {
  for (const [title, settings, isTerminal, says, lines] of CASES) {
    it(title, async () => {
      expect(await written(settings, isTerminal, says)).to.deep.equal({ stdout: '', lines: [...lines, ''] })
    })
  }
})
