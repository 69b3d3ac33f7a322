import { readdirSync, readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { Command } from 'commander'
import { describe, it } from 'mocha'
import { addCommands } from '../../src/cli/commands.ts'
import { createOutput } from '../../src/cli/output.ts'
import { REPLAY_OPTIONS } from '../../src/cli/replay-options.ts'
import { PREFIX, variableOf } from '../../src/cli/settings/names.ts'
import { COMMAND_KEYS } from '../../src/cli/settings/settings.ts'
import { EXPORTER_METRICS } from '../../src/exporter/metrics.ts'
import { DEFAULT_PREFIX, optOutLabel, stampKeys } from '../../src/observe/annotation-keys.ts'
import { WEBHOOK_METRICS } from '../../src/webhook/metrics.ts'

const ROOT = new URL('../../', import.meta.url)
const DOCS = readdirSync(new URL('docs/', ROOT))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)
const FILES = ['README.md', 'manifests/README.md', 'certs/README.md', ...DOCS]

function flagsOf(command: Command): readonly string[] {
  return [
    ...command.options.flatMap(({ long, short }) => [long, short]),
    ...command.commands.flatMap((one) => flagsOf(one)),
  ].filter((flag) => flag !== undefined)
}

function ownFlags(): readonly string[] {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const { signal: stop } = new AbortController()
  const program = new Command().version('0')
  addCommands(program, { version: '0', output: createOutput({ out, err, exit: () => undefined, stop }), stop })
  return ['--help', ...flagsOf(program), ...REPLAY_OPTIONS.flatMap(({ long }) => long ?? [])]
}

/** Of the tools that the docs call. */
const FOREIGN_FLAGS: Readonly<Record<string, readonly string[]>> = {
  kubectl: ['--all', '--as', '--dry-run', '--for', '--image', '--previous', '--tail', '--timeout', '--type', '--patch'],
  'kube-apiserver': ['--admission-control-config-file', '--tracing-config-file'],
  node: ['--max-old-space-size'],
  prometheus: ['--enable-feature'],
  buildah: ['--isolation'],
  docker: ['--rm'],
  helm: ['--create-namespace', '--set', '--values', '--wait'],
  skopeo: ['--dest-tls-verify'],
  'npm run bench:webhook': ['--only', '--rounds'],
}

/** The type of a Secret, and what is in recordings: each a constant of one file. */
const ELSEWHERE = { 'podstart.dev/tls': 'certs/secret-store.ts', 'podstart.dev/blind-since': 'observe/bookmark.ts' }

const KNOWN = {
  metric: [...Object.keys(EXPORTER_METRICS), ...Object.keys(WEBHOOK_METRICS)],
  flag: [...ownFlags(), ...Object.values(FOREIGN_FLAGS).flat()],
  variable: [...Object.values(COMMAND_KEYS).flat().map(variableOf), variableOf('config'), variableOf('jaegerUrl')],
  'annotation or label': [
    ...Object.values(stampKeys(DEFAULT_PREFIX)),
    optOutLabel(DEFAULT_PREFIX),
    ...Object.keys(ELSEWHERE),
  ],
} as const

const NAMED: Readonly<Record<keyof typeof KNOWN, RegExp>> = {
  metric: /\bpodstart_[a-z_]*[a-z]\b/g,
  flag: /(?<![\w-])--[a-z][a-z-]+/g,
  variable: new RegExp(`\\b${PREFIX}[A-Z_]*[A-Z]\\b`, 'g'),
  'annotation or label': /\bpodstart\.dev\/[a-z-]+/g,
}

describe('names in the docs', () => {
  for (const file of FILES) {
    const text = readFileSync(new URL(file, ROOT), 'utf8')
    for (const [kind, pattern] of Object.entries(NAMED) as [keyof typeof KNOWN, RegExp][]) {
      it(`${file}: each ${kind} is one`, () => {
        const known: readonly string[] = KNOWN[kind]
        const named = [...text.matchAll(pattern)].map(([name]) => name.replace(/_(bucket|sum|count)$/, ''))
        expect([...new Set(named)].filter((name) => !known.includes(name))).to.deep.equal([])
      })
    }
  }
})

describe('names that only one file has', () => {
  for (const [name, file] of Object.entries(ELSEWHERE)) {
    it(`${name} is in src/${file}`, () => {
      expect(readFileSync(new URL(`src/${file}`, ROOT), 'utf8')).to.include(`'${name}'`)
    })
  }
})
