import type { Setting } from './setting.ts'
import { STAMPED } from './shared-settings.ts'
import { choice, duration, file, listen, names } from './text-types.ts'

const REACHED = 'How the API server reaches it:'

/** Of what stamps. */
export const WEBHOOK_SETTINGS = {
  injectTraceparent: {
    topic: STAMPED,
    type: choice('off', 'on'),
    default: 'off',
    value: 'switch',
    help: 'on: the containers get the variable TRACEPARENT, where they have none',
  },
  webhookListen: {
    topic: REACHED,
    type: listen(),
    default: ':8443',
    value: 'address',
    help: 'HOST:PORT of POST /mutate; :8443 is every address',
  },
  tlsCert: {
    topic: REACHED,
    type: file(),
    default: '/etc/podstart/tls/tls.crt',
    value: 'file',
    help: 'serving certificate with its chain, in PEM; podstart certs makes one',
  },
  tlsKey: {
    topic: REACHED,
    type: file(),
    default: '/etc/podstart/tls/tls.key',
    value: 'file',
    help: 'its key, in PEM',
  },
  clientCa: {
    topic: REACHED,
    type: file(),
    value: 'file',
    help: 'only clients with a certificate from these authorities are answered; otherwise all',
  },
  clientNames: {
    topic: REACHED,
    type: names(),
    default: '',
    value: 'names',
    help: 'with --client-ca: only these common names; separated by commas, or the flag repeated',
    isList: true,
  },
  webhookHealth: {
    topic: REACHED,
    type: listen(),
    default: '127.0.0.1:9465',
    value: 'address',
    help: 'HOST:PORT of the webhook’s health and metrics; :9465 is every address',
  },
  drain: {
    topic: REACHED,
    type: duration('0s', '10m'),
    default: '15s',
    value: 'duration',
    help: 'after SIGTERM it goes on answering for so long, until no more calls come its way',
  },
} as const satisfies Readonly<Record<string, Setting>>
