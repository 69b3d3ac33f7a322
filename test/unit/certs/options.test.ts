import { expect } from 'chai'
import { describe, it } from 'mocha'
import { Command } from 'commander'
import { CERTS_OPTIONS, readRequest, type CertsOptions, type CertsRequest } from '../../../src/cli/certs-options.ts'

const HOUR = 3_600_000

function read(line: string) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
  for (const option of CERTS_OPTIONS) command.addOption(option)
  return readRequest(command.parse(line.split(' '), { from: 'user' }).opts<CertsOptions>())
}

const DEFAULTS: CertsRequest = {
  names: ['a.svc'],
  lifetime: 2_160 * HOUR,
  settle: 10_000,
  every: 60_000,
  place: { is: 'folder', path: 'certs' },
  configurations: [],
  keep: false,
}

const GOOD: Readonly<Record<string, Partial<CertsRequest>>> = {
  '--out certs --dns a.svc': {},
  '--out certs --service web --namespace shop': {
    names: ['web', 'web.shop', 'web.shop.svc', 'web.shop.svc.cluster.local'],
  },
  '--out certs --dns A.svc,b.svc --dns a.svc --ip 10.0.0.1,::0:1 --ip 10.0.0.1': {
    names: ['a.svc', 'b.svc', '10.0.0.1', '::1'],
  },
  '--out certs --dns *.shop.example': { names: ['*.shop.example'] },
  '--secret shop/web-tls --dns a.svc': { place: { is: 'secret', namespace: 'shop', name: 'web-tls' } },
  '--out certs --dns a.svc --webhook-configuration a,b --webhook-configuration b,c.d': {
    configurations: ['a', 'b', 'c.d'],
  },
  '--out certs --dns a.svc --keep --every 10s --settle 0s --lifetime 60s': {
    keep: true,
    every: 10_000,
    settle: 0,
    lifetime: 60_000,
  },
  '--out certs --dns a.svc --keep --health :9466': { keep: true, health: { host: '', port: 9466 } },
  '--out certs --dns a.svc --lifetime 90d': { lifetime: 2_160 * HOUR },
  '--out certs --dns a.svc --lifetime 60s': { lifetime: 60_000 },
}

const BAD: Readonly<Record<string, readonly string[]>> = {
  '--out certs': ['a certificate for nobody: name a --service with its --namespace, a --dns or an --ip'],
  '--dns a.svc': ['where is it to be kept? Give --out FOLDER or --secret NAMESPACE/NAME'],
  '--dns a.svc --out certs --secret a/b': ['either --out or --secret, not both'],
  '--out certs --service web': [
    '--service wants --namespace, too',
    'a certificate for nobody: name a --service with its --namespace, a --dns or an --ip',
  ],
  '--out certs --namespace shop --dns a.svc': ['--namespace is that of --service, which is missing'],
  '--out certs --service We_b --namespace SHOP': [
    '--service is "We_b"; expected the name of a Service',
    '--namespace is "SHOP"; expected the name of a namespace',
  ],
  '--out certs --dns a_b,10.0.0.1,a..b,': [
    '--dns is "a_b"; expected a DNS name like webhook.example.com',
    '--dns is "10.0.0.1", an address; give it as --ip',
    '--dns is "a..b"; expected a DNS name like webhook.example.com',
    '--dns is ""; expected a DNS name like webhook.example.com',
  ],
  '--out certs --dns a.svc --dns a.*.svc': ['--dns is "a.*.svc"; expected a DNS name like webhook.example.com'],
  '--out certs --ip 10.0.0,fe80::1%eth0,a.svc': [
    '--ip is "10.0.0"; expected an address like 10.0.0.1 or fd00::1',
    '--ip is "fe80::1%eth0"; expected an address like 10.0.0.1 or fd00::1',
    '--ip is "a.svc"; expected an address like 10.0.0.1 or fd00::1',
  ],
  '--secret web-tls --dns a.svc': ['--secret is "web-tls"; expected NAMESPACE/NAME, like podstart/podstart-tls'],
  '--secret a/b/c --dns a.svc': ['--secret is "a/b/c"; expected NAMESPACE/NAME, like podstart/podstart-tls'],
  '--out certs --dns a.svc --webhook-configuration A': [
    '--webhook-configuration is "A"; expected the name of a webhook configuration',
  ],
  '--out certs --dns a.svc --health 9466': [
    '--health is of no use without --keep',
    '--health is "9466"; expected HOST:PORT, like 127.0.0.1:9464, [::1]:9464 or :9464 for every address',
  ],
  '--out certs --dns a.svc --lifetime 3w --settle soon --every 0s': [
    '--lifetime is "3w"; expected a duration from 10s to 87600h, like 500ms, 10s or 1m30s, or 90d',
    '--settle is "soon"; expected a duration from 0s to 1h, like 500ms, 10s or 1m30s',
    '--every is "0s"; expected a duration from 100ms to 1h, like 500ms, 10s or 1m30s',
  ],
  '--out certs --dns a.svc --lifetime 59s': ['--lifetime 59s is too short for --settle 10s: expected at least 60s'],
  '--out certs --dns a.svc --lifetime 6m --keep': [
    '--lifetime 6m is too short for --settle 10s and --every 1m: expected at least 420s',
  ],
}

describe('the flags of podstart certs', () => {
  for (const [line, more] of Object.entries(GOOD)) {
    it(line, () => {
      expect(read(line)).to.deep.equal({ ok: true, request: { ...DEFAULTS, ...more } })
    })
  }
  for (const [line, problems] of Object.entries(BAD)) {
    it(`${line}: ${problems[0] ?? ''}`, () => {
      expect(read(line)).to.deep.equal({ ok: false, problems })
    })
  }
})
