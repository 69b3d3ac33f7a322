import type { Command } from 'commander'
import { CERTS_OPTIONS, type CertsOptions } from './certs-options.ts'
import type { Process } from './commands.ts'
import { readEnvironment } from './config.ts'
import { addSettings } from './settings/setting-flags.ts'
import type { Flags } from './settings/load-settings.ts'

const CERTS_HELP = `
A serving certificate for the webhook, signed by a CA made for it alone, whose key is thrown away. It is renewed when two
thirds of its lifetime are over, without a failed call: first every caBundle gets the new CA beside the old one, and
--settle later the new certificate goes into service. The old CA stays until it expires, with its certificate.

A folder or a Secret holds tls.crt, tls.key and ca.crt, and next.* while a renewal is on its way. Several replicas may keep
the same Secret: one of them renews.

Examples:
  podstart certs --out certs --dns localhost --ip 127.0.0.1
  podstart certs --out certs --ip 10.0.0.5 --webhook-configuration podstart --keep     a webhook outside the cluster
  podstart certs --service podstart-webhook --namespace podstart --secret podstart/podstart-webhook-tls \\
    --webhook-configuration podstart --keep                                            in the cluster

It needs get and patch on the Secret (create, if it is not there; an empty one of type podstart.dev/tls will do), and get
and patch on the MutatingWebhookConfigurations, and no more.

With --keep it stays until SIGTERM or Ctrl-C, and tries again whatever fails; /readyz on --health says whether there is a
certificate, and whether it is trusted. Otherwise it does what is due, waits for a renewal on its way, and says what there
is.

Exit code: 0 all is well, or with --keep: stopped; 1 something failed; 2 a flag is wrong; 130 interrupted.
`

const CERTS_SETTINGS = ['kubeconfig', 'kubeContext', 'logLevel', 'logFormat'] as const

/** `podstart certs`. */
export function addCerts(program: Command, surroundings: Process): void {
  const command = program
    .command('certs')
    .description('make and renew the webhook’s certificate, and tell the API server whom to trust')
  for (const option of CERTS_OPTIONS) command.addOption(option)
  addSettings(command, CERTS_SETTINGS)
    .addHelpText('after', CERTS_HELP)
    .action(async (options: CertsOptions & Flags) => {
      // What it is made of takes a quarter of a second to load, which no other command should wait for.
      const { runCerts } = await import('./certs-run.ts')
      // A plugin for credentials that hangs would keep the process alive.
      await surroundings.output.end(await runCerts(options, readEnvironment(process.env), surroundings))
    })
}
