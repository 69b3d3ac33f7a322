import { expect } from 'chai'
import { describe, it } from 'mocha'
import { variableOf } from '../../../../src/cli/settings/names.ts'
import { isServiceLink } from '../../../../src/cli/settings/service-links.ts'
import { DEFAULT_TEXTS } from '../../../../src/cli/settings/schema.ts'
import { KEYS } from '../../../../src/cli/settings/settings.ts'

const ADDRESS = 'tcp://10.96.0.12:443'

const CASES: readonly [variable: string, text: string, isLink: boolean][] = [
  ...['PODSTART', 'PODSTART_EXPORTER', 'PODSTART_2_X'].flatMap((service): readonly [string, string, boolean][] => [
    [`${service}_SERVICE_HOST`, '10.96.0.12', true],
    [`${service}_SERVICE_PORT`, '443', true],
    [`${service}_SERVICE_PORT_METRICS`, '9464', true],
    [`${service}_SERVICE_PORT_HTTP_2`, '9464', true],
    [`${service}_PORT`, ADDRESS, true],
    [`${service}_PORT_443_TCP`, ADDRESS, true],
    [`${service}_PORT_443_TCP_ADDR`, '10.96.0.12', true],
    [`${service}_PORT_443_TCP_PORT`, '443', true],
    [`${service}_PORT_443_TCP_PROTO`, 'tcp', true],
    [`${service}_PORT_53_UDP`, 'udp://10.96.0.12:53', true],
    [`${service}_PORT_53_UDP_PROTO`, 'udp', true],
    [`${service}_PORT_36412_SCTP`, 'sctp://10.96.0.12:36412', true],
  ]),
  // What somebody meant for a setting.
  ['PODSTART_PORT', '9464', false],
  ['PODSTART_LISTEN_PORT', '9464', false],
  ['PODSTART_PORT_443_TCP', '443', false],
  ['PODSTART_PORT_443_HTTP', ADDRESS, false],
  ['PODSTART_HOST', '10.96.0.12', false],
  ['PODSTART_SERVICE', 'x', false],
  ['PODSTART_ROOT_SERVICE', 'x', false],
  ['PODSTART_SERVICE_HOSTS', 'x', false],
]

describe('a variable of a Kubernetes Service', () => {
  for (const [variable, text, isLink] of CASES) {
    it(`${variable}=${text} is ${isLink ? 'one' : 'none'}`, () => {
      expect(isServiceLink(variable, text)).to.equal(isLink)
    })
  }
  for (const key of KEYS) {
    it(`is never named like ${variableOf(key)}`, () => {
      expect(isServiceLink(variableOf(key), DEFAULT_TEXTS[key] ?? ADDRESS)).to.equal(false)
    })
  }
})
