/**
 * Records the terminal session of the README: a minute of the demo, and what is asked of it from another terminal.
 * Run with `npm run session:write`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { podstart, startPodstart, temporaryFolder } from '../support/cli.ts'
import { excerptOf, intoReadme, type Asked, type Session } from './session.ts'

const README = new URL('../../README.md', import.meta.url)
const WHOLE = new URL('../../docs/session.txt', import.meta.url)
const LONGEST_S = 120

const folder = temporaryFolder()
try {
  const demo = startPodstart(['demo', '--for', '62s'], { TMPDIR: folder.path('') }, { longest: LONGEST_S })
  process.stderr.write('the demo plays for a minute\n')
  const [, pod = ''] = /shop\/(payments-\S+)/.exec(await demo.prints('payments-')) ?? []
  await demo.prints('▸ web is scaled')
  const [name = ''] = folder.names().filter((one) => one.startsWith('podstart-demo-'))
  const kubeconfig = join(folder.path(name), 'kubeconfig')
  const ask = async (...args: readonly string[]): Promise<Asked> => {
    const { stdout } = await podstart([...args, '--kubeconfig', kubeconfig], {}, { longest: LONGEST_S })
    return { command: `npm run -s podstart -- ${args.join(' ')}`, lines: stdout.trimEnd().split('\n') }
  }
  const trace = await ask('trace', '-n', 'shop', pod)
  await demo.prints('somebody pushes')
  const report = await ask('report', '--by', 'node')
  const { code, stdout, stderr } = await demo.ended
  if (code !== 0 || stderr !== '') throw new Error(`the demo ended with ${String(code)}: ${stderr}`)
  const told = stdout.replaceAll(kubeconfig, '/tmp/podstart-demo-4kQ2Zx/kubeconfig').trimEnd().split('\n')
  const session: Session = { demo: told, asked: [trace, report] }
  writeFileSync(
    WHOLE,
    `${[['$ npm start', ...told], ...session.asked.map(({ command, lines }) => [`$ ${command}`, ...lines])].map((part) => part.join('\n')).join('\n\n')}\n`,
  )
  writeFileSync(README, intoReadme(readFileSync(README, 'utf8'), excerptOf(session)))
} finally {
  folder.remove()
}
