import { pino, type Logger } from 'pino'
import pretty from 'pino-pretty'
import { printable, printableJson } from '../observe/printable.ts'

export type Log = Logger

export interface LogSettings {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly format: 'auto' | 'text' | 'json'
  readonly colored: boolean
  /** Which command says it, where several may say something. */
  readonly name?: string
}

/**
 * Lines on stderr, written before the next step is taken: what a process said last is what one wants to know. Parts of them
 * are written by others: a line stays one, and shows what it says on a terminal.
 */
export function createLog({ level, format, colored, name }: LogSettings, isTerminal: boolean): Log {
  const isText = format === 'text' || (format === 'auto' && isTerminal)
  const base = name === undefined ? null : { name }
  const hooks = { streamWrite: printableJson }
  const options = { level, base, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: named }, hooks }
  const stderr = 2
  if (!isText) return pino(options, pino.destination({ dest: stderr, sync: true }))
  const lines = pretty({
    destination: stderr,
    sync: true,
    colorize: colored,
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
  })
  return pino({ level, base, hooks: { streamWrite: plain } }, lines)
}

/** The same line with texts that may be written as they are. */
const plain = (line: string): string =>
  JSON.stringify(JSON.parse(line, (_, value: unknown) => (typeof value === 'string' ? printable(value) : value))) + '\n'

const named = (level: string): { level: string } => ({ level })
