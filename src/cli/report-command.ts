import type { Command } from 'commander'
import type { Process } from './commands.ts'
import { readEnvironment } from './config.ts'
import { reportHelp, reportOptions, type ReportOptions } from './report-options.ts'

export function addReport(program: Command, { version, output, stop }: Process): void {
  const report = program
    .command('report')
    .description('how long each stage of startups takes, and which node pulls slowly')
    .addHelpText('after', reportHelp(program.name()))
  for (const option of reportOptions()) report.addOption(option)
  report.action(async (options: ReportOptions) => {
    const { runReport } = await import('./report.ts')
    // A plugin for credentials that hangs would keep the process alive.
    await output.end(await runReport(options, readEnvironment(process.env), output.terminal, version, stop))
  })
}
