import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { parseGoDuration } from '../observe/go-duration.ts'
import { addCerts } from './certs.ts'
import { CONFIG_HELP, CONFIG_OPTIONS, runConfig, type ConfigOptions } from './config-command.ts'
import { readEnvironment } from './config.ts'
import { addDemo } from './demo-command.ts'
import { addLookCommands } from './look-commands.ts'
import type { Output } from './output.ts'
import type { RecordOptions } from './record.ts'
import type { Flags } from './settings/load-settings.ts'
import { addSettings } from './settings/setting-flags.ts'
import { COMMAND_KEYS } from './settings/settings.ts'

/** What a command is given beside its flags. */
export interface Process {
  readonly version: string
  readonly output: Output
  readonly stop: AbortSignal
}

const EXPORTER_HELP = `
The pods and Events of the cluster are watched, and each pod start becomes one trace, sent over OTLP/HTTP.

Where the traces go is said by the standard variables: OTEL_EXPORTER_OTLP_ENDPOINT (default http://localhost:4318),
_HEADERS, _PROTOCOL (http/protobuf or http/json), _COMPRESSION, _TIMEOUT, _CERTIFICATE, _CLIENT_CERTIFICATE,
_CLIENT_KEY, each also with TRACES_; OTEL_RESOURCE_ATTRIBUTES are put on every span. "podstart config" shows all.

It needs list and watch on pods and events, and no more.

Examples:
  podstart exporter                                        the cluster that kubectl speaks to, all namespaces
  podstart exporter --namespace shop --log-level debug     one namespace; says each pod start on stderr
  podstart exporter --config podstart.yaml --listen :9464  as in a pod
  podstart exporter --record all.jsonl                     keep what the watches bring, for podstart replay

/livez, /readyz and /metrics are on --listen. SIGTERM or Ctrl-C: what is settled is sent, within 10 s;
a second one ends it at once.

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

const WEBHOOK_HELP = `
Each new pod gets a W3C trace context, the time of its admission, and the context that the call or the pod came with, as
annotations. It asks nobody, and refuses nothing: what it cannot stamp is created as it is.

It serves TLS, and waits for its certificate files: podstart certs makes them. Changed files are taken over at once.
manifests/webhook registers it with the API server.

Examples:
  podstart certs --out certs --ip 10.0.0.5                  a certificate for this machine
  podstart webhook --tls-cert certs/tls.crt --tls-key certs/tls.key
  podstart webhook --config podstart.yaml --webhook-health :9465    as in a pod
  podstart webhook --sampling-ratio 0.1                     one trace of ten is sampled

POST /mutate is on --webhook-listen; /livez, /readyz and /metrics are on --webhook-health. SIGTERM or Ctrl-C: it is not
ready any more, goes on answering for --drain, and ends; a second one ends it at once.

Exit code: 0 stopped; 1 an address could not be listened on; 2 a setting is wrong.
`

const RUN_HELP = `
podstart webhook and podstart exporter as one command, for a single machine: each a process of its own, with its own health
and metrics. The flags are those of both; one that crashes is started again.

Examples:
  podstart certs --out certs --ip 10.0.0.5
  podstart run --tls-cert certs/tls.crt --tls-key certs/tls.key

Exit code: 0 stopped and all was sent; 1 something was lost or could not be opened; 2 a setting is wrong.
`

const RECORD_SETTINGS = ['namespace', 'labelSelector', 'kubeconfig', 'kubeContext', 'watchSilence'] as const

function length(value: string) {
  const parsed = parseGoDuration(value)
  if (parsed !== undefined && parsed > 0n) return parsed
  throw new InvalidArgumentError('expected a duration like 10s, 500ms or 1m30s.')
}

/** The commands that work on a live cluster. What one needs is loaded when it runs: a shell completes names meanwhile. */
export function addCommands(program: Command, surroundings: Process): void {
  const { version, output, stop } = surroundings
  const { terminal } = output
  const environment = () => readEnvironment(process.env)

  addDemo(program, surroundings)
  addLookCommands(program, surroundings)

  addSettings(
    program.command('exporter').description('watch a cluster and send one trace for each pod start'),
    COMMAND_KEYS.exporter,
  )
    .addHelpText('after', EXPORTER_HELP)
    .action(async (flags: Flags) => {
      const { runExporter } = await import('./exporter.ts')
      process.exitCode = await runExporter(flags, environment(), terminal, version, stop)
      // A request to the collector that was given up cannot be called back, and would keep the process alive.
      process.exit()
    })

  addSettings(
    program.command('webhook').description('stamp each new pod with a trace context, as a mutating admission webhook'),
    COMMAND_KEYS.webhook,
  )
    .addHelpText('after', WEBHOOK_HELP)
    .action(async (flags: Flags) => {
      const { runWebhook } = await import('./webhook.ts')
      process.exitCode = await runWebhook(flags, environment(), terminal, version, stop)
      process.exit()
    })

  addCerts(program, surroundings)

  addSettings(program.command('run').description('webhook and exporter as one command, for a single machine'))
    .addHelpText('after', RUN_HELP)
    .action(async (flags: Flags) => {
      const { runBoth } = await import('./run.ts')
      process.exitCode = await runBoth(flags, environment(), terminal, stop)
      process.exit()
    })

  addRecord(program, surroundings)

  const config = addSettings(
    program.command('config').description('show the settings in force, and where they are from'),
  )
  for (const option of CONFIG_OPTIONS) config.addOption(option)
  config.addHelpText('after', CONFIG_HELP).action(async (options: ConfigOptions) => {
    await output.end(await runConfig(options, environment(), terminal))
  })
}

function addRecord(program: Command, { version, output, stop }: Process): void {
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
      const { runRecord } = await import('./record.ts')
      process.exitCode = await runRecord(options, readEnvironment(process.env), output.terminal, version, stop)
      // A plugin for credentials that hangs would keep the process alive.
      process.exit()
    })
}
