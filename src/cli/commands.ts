import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { parseGoDuration } from '../observe/go-duration.ts'
import { CONFIG_HELP, CONFIG_OPTIONS, runConfig, type ConfigOptions } from './config-command.ts'
import { readEnvironment } from './config.ts'
import { runExporter } from './exporter.ts'
import { runRecord, type RecordOptions } from './record.ts'
import type { Terminal } from './replay-targets.ts'
import type { Flags } from './settings/load-settings.ts'
import { addSettings } from './settings/setting-flags.ts'

/** What a command is given beside its flags. */
export interface Process {
  readonly version: string
  readonly terminal: Terminal
  readonly stop: AbortSignal
}

const EXPORTER_HELP = `
The pods and Events of the cluster are watched, and each pod start becomes one trace, sent over OTLP/HTTP.

Where the traces go is said by the standard variables: OTEL_EXPORTER_OTLP_ENDPOINT (default http://localhost:4318),
_HEADERS, _PROTOCOL (http/protobuf or http/json), _COMPRESSION, _TIMEOUT, _CERTIFICATE, _CLIENT_CERTIFICATE,
_CLIENT_KEY, each also with TRACES_; OTEL_RESOURCE_ATTRIBUTES are put on every span. "podstart config" shows all.

It needs get, list and watch on pods and events, and no more.

Examples:
  podstart exporter                                        the cluster that kubectl speaks to, all namespaces
  podstart exporter --namespace shop --log-level debug     one namespace; says each pod start on stderr
  podstart exporter --config podstart.yaml --listen :9464  as in a pod
  podstart exporter --record all.jsonl                     keep what the watches bring, for podstart replay

/livez, /readyz and /metrics are on --listen. SIGTERM or Ctrl-C: what is settled is sent, within 10 s.

Exit code: 0 stopped and all was sent; 1 something was lost or could not be opened; 2 a setting is wrong.
`

const RECORD_HELP = `
What the watches bring is written, an item a line. Of a pod's spec and annotations only what podstart reads is kept:
environment, arguments, commands, volumes and all else may be secret, and are left out.

Examples:
  podstart record --namespace shop --out rollout.jsonl     until Ctrl-C
  podstart record --for 5m --out all.jsonl                 the whole cluster, five minutes
  podstart replay rollout.jsonl                            draws what was recorded

Exit code: 0 the recording is whole; 1 it is not; 2 a setting is wrong.
`

const RECORD_SETTINGS = ['namespace', 'labelSelector', 'kubeconfig', 'kubeContext', 'watchSilence'] as const

function length(value: string) {
  const parsed = parseGoDuration(value)
  if (parsed !== undefined && parsed > 0n) return parsed
  throw new InvalidArgumentError('expected a duration like 10s, 500ms or 1m30s.')
}

/** The commands that work on a live cluster. */
export function addCommands(program: Command, { version, terminal, stop }: Process): void {
  const environment = () => readEnvironment(process.env)

  addSettings(program.command('exporter').description('watch a cluster and send one trace for each pod start'))
    .addHelpText('after', EXPORTER_HELP)
    .action(async (flags: Flags) => {
      process.exitCode = await runExporter(flags, environment(), terminal, version, stop)
      // A request to the collector that was given up cannot be called back, and would keep the process alive.
      process.exit()
    })

  addSettings(
    program
      .command('record')
      .description('write what the watches bring to a file, for podstart replay')
      .requiredOption('--out <file>', 'the recording; it is there when it is whole')
      .addOption(new Option('--for <duration>', 'end by itself after so long').argParser(length)),
    RECORD_SETTINGS,
  )
    .addHelpText('after', RECORD_HELP)
    .action(async (options: RecordOptions) => {
      process.exitCode = await runRecord(options, environment(), terminal, version, stop)
      // A plugin for credentials that hangs would keep the process alive.
      process.exit()
    })

  const config = addSettings(
    program.command('config').description('show the settings in force, and where they are from'),
  )
  for (const option of CONFIG_OPTIONS) config.addOption(option)
  config.addHelpText('after', CONFIG_HELP).action(async (options: ConfigOptions) => {
    process.exitCode = await runConfig(options, environment(), terminal)
  })
}
