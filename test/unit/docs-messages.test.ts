import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import { clausesOf, readSaid, type Said } from '../support/said.ts'

const FILES = ['docs/troubleshooting.md', 'docs/runbook.md', 'docs/operations.md']
const COMMAND = /^(kubectl|curl|openssl|podstart|npm|node|get) |^--?\w/
/** A line of YAML. */
const SETTING = /^[\w./]+: [\w"=…-]+$/

/** Clauses of others: of Node, of OpenSSL, of HTTP, of the API server; and an example's name. */
const FOREIGN: readonly RegExp[] = [
  /^(connect|getaddrinfo|…) E[A-Z]+( …)?$/,
  /^… (socket hang up|(peer did not return a certificate|no suitable signature algorithm)…)$/,
  /^… alert (bad certificate|unknown ca|certificate expired)…$/,
  /^(429 |… )?(Not Found|Forbidden|Too Many Requests)$/,
  /^(Failed calling webhook|failing open stamp\.podstart\.dev)$/,
  /^(references non-existent secret key|secret "podstart-webhook-tls" not found)$/,
  /^shop\/web-…$/,
]

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const BLOCK = /^ *```(\w*)\n([^]*?)^ *```/gm

/** Code of more than a word, and lines of what was printed, but for commands and metrics. */
function messagesOf(text: string): readonly string[] {
  const inline = [...text.replaceAll(BLOCK, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) =>
    code.replaceAll(/\s+/g, ' '),
  )
  const printed = [...text.matchAll(BLOCK)].flatMap(([, kind, lines = '']) =>
    kind === 'text' ? lines.split('\n') : [],
  )
  const lines = printed.map((line) => line.trim()).filter((line) => !line.startsWith('podstart_'))
  return [...new Set([...inline, ...lines])].filter(
    (one) => one.includes(' ') && !COMMAND.test(one) && !SETTING.test(one),
  )
}

const isForeign = (clause: string): boolean => FOREIGN.some((pattern) => pattern.test(clause))

describe('messages that are quoted', () => {
  let said: Said
  before(() => {
    said = readSaid()
  })
  for (const file of FILES) {
    for (const message of messagesOf(read(file))) {
      it(`in ${file} are said by the code: ${message}`, () => {
        const clauses = clausesOf(message.replace(/^\[[+-]\]/, ''))
        expect(clauses.filter((clause) => !isForeign(clause) && !said.has(clause))).to.deep.equal([])
      })
    }
  }
})
