import { RootCommand, script, ShellCompDirective as D } from '@bomb.sh/tab'
import type { Command } from 'commander'
import type { Shell } from './completion-shells.ts'
import { placeOf } from './completion-place.ts'

/** Prints the shell's part: it asks `podstart complete -- WORDS` for the rest. */
export function printScript(shell: Shell, out: NodeJS.WritableStream): void {
  if (shell !== 'bash') return script(shell, 'podstart', 'podstart')
  // Its constants are there already where it, or another program's of this library, was sourced before.
  out.write('{\n')
  script(shell, 'podstart', 'podstart')
  out.write(`} 2>/dev/null\n${IN_BASH}`)
}

/**
 * What the library's script leaves out: bash takes a flag and its value behind "=" for two words, of which only the second
 * is completed; and where we name nothing it is to name files.
 */
const IN_BASH = `
__podstart_complete_in_bash() {
    local cur prev words cword value given
    _get_comp_words_by_ref -n "=:" cur prev words cword
    if [[ "$cur" != --*=* ]]; then
        __podstart_complete
        return
    fi
    [[ "$COMP_WORDBREAKS" == *=* ]] || given="\${cur%%=*}="
    while IFS=$'\\t' read -r value _; do
        [[ "$value" == :* || "$value" != "\${cur#*=}"* ]] || COMPREPLY+=("$given$value")
    done < <(podstart complete -- "\${words[@]:1:cword}" 2>/dev/null)
}

complete -o default -F __podstart_complete_in_bash podstart
`

/**
 * Prints what may stand where the cursor is, a line each, and a last line that says what the shell makes of it: the
 * protocol of cobra, and so of kubectl's plugins.
 *
 * @param words behind the program's name; the last is what is being typed, which may be nothing
 */
export async function complete(program: Command, words: readonly string[], out: NodeJS.WritableStream): Promise<void> {
  const place = placeOf(program, words)
  if (place.is === 'words') {
    // Every flag has a long name: behind one hyphen the library would name the short ones alone.
    const typed = words.at(-1) === '-' ? '--' : (words.at(-1) ?? '')
    return treeOf(program).parse([...words.slice(0, -1), typed])
  }
  if (place.is === 'file') {
    out.write(`:${D.ShellCompDirectiveDefault}\n`)
    return
  }
  // What asks the cluster is loaded only where it is asked.
  const { namesOf } = await import('./completion-names.ts')
  const names = await namesOf(place.of, words)
  const fits = names.filter((name) => name.startsWith(place.typed) && PLAIN.test(name))
  out.write([...fits, `:${D.ShellCompDirectiveNoFileComp}`].map((line) => `${line}\n`).join(''))
}

/** Bash would run what stands in a `$(…)`. */
const PLAIN = /^[\w.:@/+-]+$/

const giving =
  (values: readonly string[] = []) =>
  (give: (value: string, description: string) => void): void =>
    values.forEach((value) => give(value, ''))

/** The library's own adapter gives flags no values but fixed ones, and its commands a place in ours. */
function treeOf(program: Command): RootCommand {
  const tree = new RootCommand()
  const help = program.createHelp()
  for (const command of help.visibleCommands(program)) {
    const one = tree.command(command.name(), help.subcommandDescription(command))
    for (const { short, long = '', required, argChoices, description } of help.visibleOptions(command)) {
      const alias = short?.slice(1)
      one.option(long.slice(2), description, required ? giving(argChoices) : alias, required ? alias : undefined)
    }
    for (const argument of command.registeredArguments) one.argument(argument.name(), giving(argument.argChoices))
  }
  return tree
}
