import { readFileSync } from 'node:fs'
import * as incubating from '@opentelemetry/semantic-conventions/incubating'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { OWN_ATTRIBUTES, OWN_SCOPE, OWN_SERVICES, OWN_SPANS } from '../../../src/serve/own-names.ts'
import { ATTRIBUTES, SCOPE } from '../../../src/telemetry/names.ts'

const docs = readFileSync(new URL('../../../docs/own-telemetry.md', import.meta.url), 'utf8')
const quoted = new Set([...docs.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name ?? ''))
const attributes: readonly string[] = Object.values(OWN_ATTRIBUTES)

describe('names of podstart’s own traces', () => {
  const known = new Set<unknown>(Object.values(incubating))
  for (const name of attributes.filter((one) => !one.startsWith('podstart.'))) {
    it(`${name} is a semantic convention`, () => {
      expect(known.has(name)).to.equal(true)
    })
  }
  it('are not those of the pods’ traces', () => {
    const pods: readonly string[] = Object.values(ATTRIBUTES)
    const ours = attributes.filter((name) => name.startsWith('podstart.'))
    expect(ours.filter((name) => pods.includes(name))).to.deep.equal([])
    expect(OWN_SCOPE).to.not.equal(SCOPE)
  })
})

describe('docs/own-telemetry.md', () => {
  it('tells of every name in the code', () => {
    const all = [...attributes, ...Object.values(OWN_SERVICES), ...Object.values(OWN_SPANS), OWN_SCOPE]
    expect(all.filter((name) => !quoted.has(name))).to.deep.equal([])
  })
  it('tells of no attribute that the code does not have', () => {
    const told = [...quoted].filter((name) => /^podstart\.(admission|batch)\./.test(name))
    expect(told.filter((name) => !attributes.includes(name))).to.deep.equal([])
  })
})
