import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { inManifests, OVERLAY_NAMES } from '../manifests/places.ts'
import type { Cluster } from './kit/cluster.ts'
import { cluster as sharedCluster } from './kit/shared.ts'
import { installStubs } from './install/stub-crds.ts'

/**
 * The API server's own validation of every object, and pod security's. What the operators would say of theirs is not
 * asked: stubs take any.
 */
describe('each overlay, asked of the API server', () => {
  let cluster: Cluster
  let removeStubs: (() => Promise<unknown>) | undefined
  before(async () => {
    cluster = await sharedCluster()
    removeStubs = await installStubs(cluster)
    // Objects are refused in a namespace that is not there, and a dry run makes none.
    await cluster.kubectl(['create', 'namespace', 'podstart'])
    await cluster.kubectl(['label', 'namespace', 'podstart', 'pod-security.kubernetes.io/warn=restricted'])
  })
  after(async () => {
    await cluster.kubectl(['delete', 'namespace', 'podstart'])
    await removeStubs?.()
  })

  for (const overlay of OVERLAY_NAMES) {
    it(`${overlay}: each object is taken, without a warning`, async () => {
      const flags = ['--dry-run=server', '--validate=strict', '--warnings-as-errors']
      const printed = await cluster.kubectl(['apply', ...flags, '-k', inManifests(`overlays/${overlay}`)])
      const lines = printed.trim().split('\n')
      expect(lines.filter((line) => !/ (created|configured|unchanged) \(server dry run\)$/.test(line))).to.deep.equal(
        [],
      )
    })
  }
})
