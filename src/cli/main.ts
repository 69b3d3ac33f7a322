#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { readEnvironment } from './config.ts'
import { addCommands } from './commands.ts'
import { EXIT } from './exit-codes.ts'
import { runReplay } from './replay.ts'
import { REPLAY_HELP, REPLAY_OPTIONS, type ReplayOptions } from './replay-options.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A second signal ends the process at once.
  process.once(signal, () => stop.abort())
}
// `podstart replay … | head` closes the pipe: that is no error, and ends a command that does nothing but draw.
let onlyDraws = false
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    if (onlyDraws) process.exit(EXIT.ok)
  })
}

const program = new Command('podstart')
  .description('Why does this pod take so long to start? One exact OpenTelemetry trace per Kubernetes pod start.')
  .version(packageJson.version)
  .addHelpText('after', '\nStart with: podstart exporter --help, or podstart replay FILE')
  .showSuggestionAfterError()
  .showHelpAfterError('(podstart --help tells more)')
  .exitOverride()

addCommands(program, {
  version: packageJson.version,
  terminal: { out: process.stdout, err: process.stderr },
  stop: stop.signal,
})

const replay = program
  .command('replay')
  .description('turn recorded watch streams into traces, with the recording’s own clock')
  .argument('<file...>', 'recordings of watch streams, one item a line')
  .addHelpText('after', REPLAY_HELP)
  .action(async (files: string[], options: ReplayOptions) => {
    onlyDraws = options.otlp === undefined && options.out === undefined
    const terminal = { out: process.stdout, err: process.stderr }
    process.exitCode = await runReplay(files, options, readEnvironment(process.env), terminal, stop.signal)
    // A request under way cannot be called back: it and its retries would keep the process alive.
    if (stop.signal.aborted) process.exit()
  })
for (const option of REPLAY_OPTIONS) replay.addOption(option)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.badInput
}
