import { isIP } from 'node:net'
import { Option } from 'commander'
import { normalName, serviceNames, union, type Millis, type Names } from '../certs/names.ts'
import { toMillis, type Nanos } from '../observe/nanos.ts'
import { isDnsLabel, isDnsSubdomain } from './settings/dns-name.ts'
import type { Listen } from './settings/listen.ts'
import { misfit, quoted } from './settings/problems.ts'
import { duration, listen } from './settings/text-types.ts'

/** The flags, as they were given. */
export interface CertsOptions {
  readonly service?: string
  readonly namespace?: string
  readonly dns?: readonly string[]
  readonly ip?: readonly string[]
  readonly lifetime: string
  readonly settle: string
  readonly every: string
  readonly out?: string
  readonly secret?: string
  readonly webhookConfiguration?: readonly string[]
  readonly keep?: true
  readonly health?: string
}

export type Place =
  | { readonly is: 'folder'; readonly path: string }
  | { readonly is: 'secret'; readonly namespace: string; readonly name: string }

/** What is asked for. */
export interface CertsRequest {
  readonly names: Names
  readonly lifetime: Millis
  readonly settle: Millis
  readonly every: Millis
  readonly place: Place
  readonly configurations: readonly string[]
  readonly keep: boolean
  /** Where its probes are answered. */
  readonly health?: Listen
}

export type ReadRequest =
  { readonly ok: true; readonly request: CertsRequest } | { readonly ok: false; readonly problems: readonly string[] }

const list = (given: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...given.split(',').map((one) => one.trim()),
]

const FOR = 'What the certificate is for:'
const KEPT = 'Where it is kept, and who trusts it:'
const TIMES = 'How long:'
const PROBES = 'Who looks after it:'

export const CERTS_OPTIONS: readonly Option[] = [
  new Option('--service <name>', 'a Service: NAME, NAME.NS, NAME.NS.svc, NAME.NS.svc.cluster.local').helpGroup(FOR),
  new Option('--namespace <name>', 'of the Service').helpGroup(FOR),
  new Option('--dns <names>', 'more names; separated by commas, or the flag repeated').argParser(list).helpGroup(FOR),
  new Option('--ip <addresses>', 'IP addresses; the same').argParser(list).helpGroup(FOR),
  new Option('--out <folder>', 'keep it in a folder').helpGroup(KEPT),
  new Option('--secret <namespace/name>', 'keep it in a Secret of type kubernetes.io/tls').helpGroup(KEPT),
  new Option('--webhook-configuration <names>', 'MutatingWebhookConfigurations whose caBundle is written')
    .argParser(list)
    .helpGroup(KEPT),
  new Option('--lifetime <duration>', 'of a certificate, like 2160h or 90d').default('2160h').helpGroup(TIMES),
  new Option('--settle <duration>', 'a new CA is in every caBundle for so long, before its certificate is in service')
    .default('10s')
    .helpGroup(TIMES),
  new Option('--keep', 'stay, and renew; without it, do what is due, and end').helpGroup(TIMES),
  new Option('--every <duration>', 'with --keep: look so often').default('1m').helpGroup(TIMES),
  new Option('--health <address>', 'with --keep: HOST:PORT of /livez and /readyz; :9466 is every address').helpGroup(
    PROBES,
  ),
]

/** All problems are told at once. */
export function readRequest(options: CertsOptions): ReadRequest {
  const problems: string[] = []
  const tell = (...more: readonly string[]): void => void problems.push(...more)
  const times = {
    lifetime: timeOf(days(options.lifetime), '--lifetime', '10s', '87600h', tell, ', or 90d'),
    settle: timeOf(options.settle, '--settle', '0s', '1h', tell),
    every: timeOf(options.every, '--every', '100ms', '1h', tell),
  }
  const names = namesOf(options, tell)
  const place = placeOf(options, tell)
  const configurations = union(options.webhookConfiguration ?? [])
  for (const name of configurations) {
    if (!isDnsSubdomain(name)) tell(misfit('--webhook-configuration', name, 'the name of a webhook configuration'))
  }
  const keep = options.keep === true
  tell(...tooShort(times, keep, options))
  const health = healthOf(options, tell)
  return problems.length > 0 || place === undefined
    ? { ok: false, problems }
    : { ok: true, request: { names, ...times, place, configurations, keep, ...(health && { health }) } }
}

type Tell = (...problems: readonly string[]) => void

/** Go's durations end at hours; people think of certificates in days. */
const days = (text: string): string => text.replace(/^(\d{1,6})d$/, (_, count: string) => `${Number(count) * 24}h`)

function timeOf(text: string, flag: string, least: string, most: string, tell: Tell, more = ''): Millis {
  const read = duration(least, most).safeParse(text)
  if (!read.success) tell(misfit(flag, text, `${read.error.issues[0]?.message ?? ''}${more}`))
  const nanos: Nanos | undefined = read.data
  return nanos === undefined ? Number.NaN : toMillis(nanos)
}

function healthOf({ health, keep }: CertsOptions, tell: Tell): Listen | undefined {
  if (health === undefined) return undefined
  if (keep !== true) tell('--health is of no use without --keep')
  const read = listen().safeParse(health)
  if (!read.success) tell(misfit('--health', health, read.error.issues[0]?.message ?? ''))
  return read.data
}

/** A third of the lifetime is there for a renewal: it has to see that one is due, and let it settle, with some to spare. */
function tooShort(
  { lifetime, settle, every }: Readonly<Record<'lifetime' | 'settle' | 'every', Millis>>,
  keep: boolean,
  options: CertsOptions,
): readonly string[] {
  const least = 6 * (settle + (keep ? every : 0))
  if (!(lifetime < least)) return []
  const others = [`--settle ${options.settle}`, ...(keep ? [`--every ${options.every}`] : [])].join(' and ')
  return [`--lifetime ${options.lifetime} is too short for ${others}: expected at least ${Math.ceil(least / 1_000)}s`]
}

function namesOf({ service, namespace, dns = [], ip = [] }: CertsOptions, tell: Tell): Names {
  if (service !== undefined && namespace === undefined) tell('--service wants --namespace, too')
  if (service === undefined && namespace !== undefined) tell('--namespace is that of --service, which is missing')
  if (service !== undefined && !isDnsLabel(service)) tell(misfit('--service', service, 'the name of a Service'))
  if (namespace !== undefined && !isDnsLabel(namespace)) {
    tell(misfit('--namespace', namespace, 'the name of a namespace'))
  }
  for (const one of dns) tell(...wrongDns(one))
  for (const one of ip.filter((address) => isIP(address) === 0 || address.includes('%'))) {
    tell(misfit('--ip', one, 'an address like 10.0.0.1 or fd00::1'))
  }
  const ofService = service === undefined || namespace === undefined ? [] : serviceNames(service, namespace)
  const names = union(ofService, dns.map(normalName), ip.map(normalName))
  if (names.length === 0) tell('a certificate for nobody: name a --service with its --namespace, a --dns or an --ip')
  return names
}

function wrongDns(name: string): readonly string[] {
  if (isIP(name) !== 0) return [`--dns is ${quoted(name)}, an address; give it as --ip`]
  return isDnsSubdomain(name.toLowerCase().replace(/^\*\./, ''))
    ? []
    : [misfit('--dns', name, 'a DNS name like webhook.example.com')]
}

function placeOf({ out, secret }: CertsOptions, tell: Tell): Place | undefined {
  if (out !== undefined && secret !== undefined) tell('either --out or --secret, not both')
  if (out === undefined && secret === undefined)
    tell('where is it to be kept? Give --out FOLDER or --secret NAMESPACE/NAME')
  if (out === '') tell(misfit('--out', out, 'the path of a folder'))
  if (out !== undefined) return { is: 'folder', path: out }
  if (secret === undefined) return undefined
  const [namespace = '', name = '', ...more] = secret.split('/')
  if (!isDnsLabel(namespace) || !isDnsSubdomain(name) || more.length > 0) {
    tell(misfit('--secret', secret, 'NAMESPACE/NAME, like podstart/podstart-tls'))
  }
  return { is: 'secret', namespace, name }
}
