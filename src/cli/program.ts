import { basename } from 'node:path'
import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { readEnvironment } from './config.ts'
import { addCommands } from './commands.ts'
import { EXIT } from './exit-codes.ts'
import { createOutput } from './output.ts'
import { REPLAY_HELP, REPLAY_OPTIONS, type ReplayOptions } from './replay-options.ts'
import { stopOnSignals, type StopSignal } from './stop-signals.ts'
import { writeWhole } from './whole-writes.ts'

const signalled = stopOnSignals(process, { now: () => performance.now(), end: endBy })
// Started by `podstart run` or `demo`: whoever that ends by, this ends with it, and at once where that ended so.
const deserted = new AbortController()
if (process.channel !== undefined) {
  process.once('disconnect', () => (signalled.aborted ? endBy('SIGTERM') : deserted.abort()))
}
const stop = AbortSignal.any([signalled, deserted.signal])
const { stdout: out, stderr: err } = process
writeWhole(out)
const output = createOutput({ out, err, exit: (code) => process.exit(code), stop })

const START = `
Start with:
  podstart watch -A                  tells of pods as they start, on the cluster that kubectl speaks to
  podstart trace POD                 draws why one takes so long
  podstart replay FILE               the same from a recording
  podstart exporter --help           sends a trace of each pod start to Jaeger
`

// kubectl runs its plugins by these names.
const called = basename(process.argv[1] ?? '').replace(/\.(js|ts)$/, '')
const asked = process.argv.slice(2)
const args = called === 'kubectl_complete-podstart' ? ['complete', '--', ...asked] : asked

const program = new Command(called.startsWith('kubectl') ? 'kubectl podstart' : 'podstart')
  .description('Why does this pod take so long to start? One exact OpenTelemetry trace per Kubernetes pod start.')
  .version(packageJson.version)
  .addHelpText('after', START)
  .showSuggestionAfterError()
  .showHelpAfterError('(podstart --help tells more)')
  .exitOverride()

addCommands(program, {
  version: packageJson.version,
  output,
  stop,
})

const replay = program
  .command('replay')
  .description('turn recorded watch streams into traces, with the recording’s own clock')
  .argument('<file...>', 'recordings of watch streams, one item a line')
  .addHelpText('after', REPLAY_HELP)
  .action(async (files: string[], options: ReplayOptions) => {
    if (options.otlp !== undefined || options.out !== undefined) output.goOn()
    const { runReplay } = await import('./replay.ts')
    // A request under way cannot be called back: it and its retries would keep the process alive.
    await output.end(await runReplay(files, options, readEnvironment(process.env), output.terminal, stop))
  })
for (const option of REPLAY_OPTIONS) replay.addOption(option)

try {
  await program.parseAsync(args, { from: 'user' })
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  await output.end(error.exitCode === 0 ? EXIT.ok : EXIT.badInput)
}

/** Ends by the signal, as whoever sent it expects; before that, what is only for this process is cleared away. */
function endBy(signal: StopSignal): void {
  process.once('exit', () => {
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
  process.exit()
}
