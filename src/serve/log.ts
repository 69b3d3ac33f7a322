import { pino, type Logger } from 'pino'
import pretty from 'pino-pretty'

export type Log = Logger

export interface LogSettings {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly format: 'auto' | 'text' | 'json'
  readonly colored: boolean
}

/** Lines on stderr, written before the next step is taken: what a process said last is what one wants to know. */
export function createLog({ level, format, colored }: LogSettings, isTerminal: boolean): Log {
  const isText = format === 'text' || (format === 'auto' && isTerminal)
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: named } }
  const stderr = 2
  if (!isText) return pino(options, pino.destination({ dest: stderr, sync: true }))
  const lines = pretty({
    destination: stderr,
    sync: true,
    colorize: colored,
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
  })
  return pino({ level, base: null }, lines)
}

const named = (level: string): { level: string } => ({ level })
