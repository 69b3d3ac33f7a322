import { Command, InvalidArgumentError, Option } from 'commander'
import type { Size } from './part.ts'

export const PARTS = ['throughput', 'reviews', 'sync', 'creates'] as const
export type PartName = (typeof PARTS)[number]

export interface Options {
  readonly only: readonly PartName[]
  readonly size: Size
  readonly json: string | undefined
}

const FULL: Size = {
  rounds: 5,
  warmUpSeconds: 2,
  throughput: { turns: 4, seconds: 0.5 },
  reviews: { turns: 4, seconds: 1 },
  sync: { pods: 50_000, quietSeconds: 5 },
  creates: { turns: 10, pods: { 1: 50, 8: 120 } },
}

/** To see that it runs; its figures say little. */
const QUICK: Size = {
  rounds: 1,
  warmUpSeconds: 0.1,
  throughput: { turns: 1, seconds: 0.1 },
  reviews: { turns: 1, seconds: 0.2 },
  sync: { pods: 500, quietSeconds: 1 },
  creates: { turns: 2, pods: { 1: 25, 8: 25 } },
}

const HELP = `
throughput, reviews and sync need this machine alone; creates starts a Kubernetes (test/cluster/README.md says what that
takes). All in all 7 minutes. Nothing else should run meanwhile: the rounds show how far they agree.

Exit code: 0 measured, whether the limits are held or not; 1 something failed, and the figures are worth nothing.
`

function parts(value: string): readonly PartName[] {
  const names = value.split(',')
  const known = PARTS.filter((part) => names.includes(part))
  if (known.length === new Set(names).size) return known
  throw new InvalidArgumentError(`expected some of ${PARTS.join(',')}.`)
}

function rounds(value: string): number {
  if (/^[1-9]\d?$/.test(value)) return Number(value)
  throw new InvalidArgumentError('expected a whole number from 1 to 99.')
}

/** Ends the process by itself after --help, and when something is wrong. */
export function readOptions(argv: readonly string[]): Options {
  const command = new Command('npm run bench:webhook --')
    .description('What the webhook costs: against none, and against one that only answers “allowed”.')
    .addOption(new Option('--only <parts>', PARTS.join(',')).argParser(parts).default(PARTS, 'all'))
    .addOption(new Option('--rounds <n>', `in which all take turns (default: ${FULL.rounds})`).argParser(rounds))
    .option('--quick', 'one short round, to see that it runs')
    .option('--json <file>', 'write the figures of each round')
    .addHelpText('after', HELP)
    .parse(argv, { from: 'user' })
  const given = command.opts<{ only: readonly PartName[]; rounds?: number; quick?: boolean; json?: string }>()
  const size = given.quick === true ? QUICK : FULL
  return { only: given.only, size: { ...size, rounds: given.rounds ?? size.rounds }, json: given.json }
}
