import type { Command, Option } from 'commander'

/** What can stand where the cursor is. */
export type Place =
  /** A file's name: the shell knows better. */
  | { readonly is: 'file' }
  /** Names that the cluster, or the kubeconfig, has. */
  | { readonly is: 'names'; readonly of: NameKind; readonly typed: string }
  /** Commands, flags and their fixed values. */
  | { readonly is: 'words' }

export type NameKind = 'pods' | 'namespaces' | 'contexts'

/** By what stands for the value in --help, and by the flag. */
const NAMES: Readonly<Record<string, NameKind>> = {
  '--namespace': 'namespaces',
  '--context': 'contexts',
  '--kube-context': 'contexts',
  pod: 'pods',
}

/** @param words behind the program's name; the last is what is being typed, which may be nothing */
export function placeOf(program: Command, words: readonly string[]): Place {
  const typed = words.at(-1) ?? ''
  const command = commandIn(program, words.slice(0, -1))
  const [flag = '', ...value] = typed.split('=')
  const inline = value.length > 0 ? optionOf(command, flag) : undefined
  if (inline !== undefined) return placeOfOption(inline, value.join('='))
  const before = optionOf(command, words.at(-2) ?? '')
  if (before !== undefined && takesValue(before)) return placeOfOption(before, typed)
  if (typed.startsWith('-') || command === program) return { is: 'words' }
  const argument = command.registeredArguments[0]?.name() ?? ''
  if (argument === 'file') return { is: 'file' }
  const kind = NAMES[argument]
  return kind === undefined ? { is: 'words' } : { is: 'names', of: kind, typed }
}

const commandIn = (program: Command, words: readonly string[]): Command =>
  program.commands.find((one) => words.includes(one.name())) ?? program

const optionOf = ({ options }: Command, flag: string): Option | undefined =>
  flag === '' ? undefined : options.find(({ short, long }) => short === flag || long === flag)

const takesValue = ({ required, optional }: Option): boolean => required || optional

function placeOfOption(option: Option, typed: string): Place {
  if (/<file>|<folder>/.test(option.flags)) return { is: 'file' }
  // The settings have a flag `--context` of another kind, with its own values.
  const kind = option.argChoices === undefined ? NAMES[option.long ?? ''] : undefined
  return kind === undefined ? { is: 'words' } : { is: 'names', of: kind, typed }
}
