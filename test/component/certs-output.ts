import { text } from '../../src/observe/json.ts'
import type { Run } from '../support/cli.ts'

/** What a run has said on stderr, as text or as log lines. */
export const messages = ({ stderr }: Pick<Run, 'stderr'>): readonly string[] =>
  stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('{') ? (text(JSON.parse(line), 'msg') ?? '') : line))

/** What it says on stdout, without what is another each time. */
export const shown = ({ stdout }: Run): readonly string[] =>
  stdout
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'TIME')
    .replaceAll(/(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/g, 'FINGERPRINT')
    .split('\n')
    .map((line) => line.replace(/  +/g, '  '))
    .filter((line) => line !== '')

export const ISSUED = 'issued a certificate, in service from now on: there is none'
