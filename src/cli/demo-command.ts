import type { Command } from 'commander'
import type { Process } from './commands.ts'
import { readEnvironment } from './config.ts'
import { DEMO_HELP, demoOptions, type DemoOptions } from './demo-options.ts'

export function addDemo(program: Command, { version, output, stop }: Process): void {
  const demo = program
    .command('demo')
    .description('a simulated cluster to see podstart at work on, with nothing else installed')
    .addHelpText('after', DEMO_HELP)
  for (const option of demoOptions()) demo.addOption(option)
  demo.action(async (options: DemoOptions) => {
    const { runDemo } = await import('./demo.ts')
    await output.end(await runDemo(options, readEnvironment(process.env), output.terminal, version, stop))
  })
}
