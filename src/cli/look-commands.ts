import { Argument, type Command } from 'commander'
import type { Process } from './commands.ts'
import { readEnvironment } from './config.ts'
import { SHELLS, type Shell } from './completion-shells.ts'
import { EXIT } from './exit-codes.ts'
import { addReport } from './report-command.ts'
import { traceHelp, traceOptions, type TraceOptions } from './trace-options.ts'
import { watchHelp, watchOptions, type WatchOptions } from './watch-options.ts'

/** The commands that look at a cluster from outside, with nothing installed in it. */
export function addLookCommands(program: Command, surroundings: Process): void {
  const { version, output, stop } = surroundings
  const { terminal } = output
  const trace = program
    .command('trace')
    .description('draw the startup of one pod: finished, running or stuck')
    .argument('<pod>', 'its name, or pod/NAME')
    .addHelpText('after', traceHelp(program.name()))
  for (const option of traceOptions()) trace.addOption(option)
  trace.action(async (pod: string, options: TraceOptions) => {
    const { runTrace } = await import('./trace.ts')
    // A plugin for credentials that hangs would keep the process alive.
    await output.end(await runTrace(pod, options, readEnvironment(process.env), terminal, version, stop))
  })

  const watch = program
    .command('watch')
    .description('tell of pods as they start, a line each')
    .addHelpText('after', watchHelp(program.name()))
  for (const option of watchOptions()) watch.addOption(option)
  watch.action(async (options: WatchOptions) => {
    const { runWatch } = await import('./watch.ts')
    await output.end(await runWatch(options, readEnvironment(process.env), terminal, version, stop))
  })

  addReport(program, surroundings)
  addCompletion(program, output)
}

const COMPLETION_HELP = `
Examples:
  source <(podstart completion bash)           in ~/.bashrc; wants the package bash-completion, as kubectl's does
  source <(podstart completion zsh)            in ~/.zshrc, behind compinit
  podstart completion fish > ~/.config/fish/completions/podstart.fish

Commands, flags and their values are completed, and the names of pods, namespaces and contexts. kubectl completes
"kubectl podstart" by itself (1.26 on) where kubectl_complete-podstart is on the PATH.
`

function addCompletion(program: Command, output: Process['output']): void {
  program
    .command('completion')
    .description('print what makes a shell complete podstart’s commands, flags and names')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText('after', COMPLETION_HELP)
    .action(async (shell: Shell) => {
      const { printScript } = await import('./completion.ts')
      printScript(shell, output.terminal.out)
      await output.end(EXIT.ok)
    })
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: readonly string[]) => {
      const { complete } = await import('./completion.ts')
      await complete(program, words, output.terminal.out)
      await output.end(EXIT.ok)
    })
}
