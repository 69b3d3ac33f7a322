import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { objectsIn } from '../manifests/objects.ts'
import { read } from '../manifests/places.ts'
import type { Cluster } from './kit/cluster.ts'
import { cluster as sharedCluster } from './kit/shared.ts'
import { rightsIn, rulesIn, without, type Right, type Rule } from './install/rules.ts'
import { limitedAccess } from './webhook/limited-access.ts'
import { startPodstart } from './webhook/podstart-process.ts'

const EXPORTER = rulesIn('base/exporter-rights.yaml', 'ClusterRole')
const CERTS_FILE = 'components/self-managed-certs/rights.yaml'
const CERTS_HERE = rulesIn(CERTS_FILE, 'Role')
const CERTS_ANYWHERE = rulesIn(CERTS_FILE, 'ClusterRole')

/** API servers that stream lists in their watches are never asked for one; others are. Source: Kubernetes 1.36, WatchList. */
const ONLY_WITHOUT_STREAMS = 'list'

/** podstart by the rights in manifests/, and with each of them taken away. */
describe('the rights that manifests/ give', () => {
  let cluster: Cluster
  before(async () => {
    cluster = await sharedCluster()
    await cluster.kubectl(['create', 'namespace', 'podstart'])
    const names = ['webhook/mutating-webhook.yaml', 'components/self-managed-certs/secret.yaml']
    await cluster.apply(...names.flatMap((name) => objectsIn(read(name))))
  })
  after(async () => {
    await cluster.kubectl(['delete', 'mutatingwebhookconfiguration', 'podstart'])
    await cluster.kubectl(['delete', 'namespace', 'podstart'])
  })

  describe('the exporter', () => {
    /** What it says of each watch: that it is listed, or that it is refused. */
    async function heard(rules: readonly Rule[]): Promise<readonly string[]> {
      const access = await limitedAccess(cluster, 'rights-exporter', {
        namespace: 'podstart',
        here: [],
        anywhere: rules,
      })
      const flags = ['--listen', '127.0.0.1:0', '--log-level', 'debug']
      const exporter = startPodstart(['exporter', '--kubeconfig', access.kubeconfig, ...flags])
      const said = async (watch: string): Promise<string> => {
        const outcomes = [`${watch}: listed`, `${watch}: refused`]
        return Promise.race(outcomes.map((one) => exporter.says(`"${one}`).then(() => one)))
      }
      const both = await Promise.all(['pods', 'events'].map(said))
      await exporter.stop()
      access.remove()
      return both
    }
    it('has enough with all of them', async () => {
      expect(await heard(EXPORTER)).to.deep.equal(['pods: listed', 'events: listed'])
    })
    const itNeeds = (right: Right): void => {
      it(`does not see ${right.resource} without ${right.verb}`, async () => {
        const outcome = (watch: string) => `${watch}: ${watch === right.resource ? 'refused' : 'listed'}`
        expect(await heard(without(EXPORTER, right))).to.deep.equal(['pods', 'events'].map(outcome))
      })
    }
    rightsIn(EXPORTER)
      .filter(({ verb }) => verb !== ONLY_WITHOUT_STREAMS)
      .forEach(itNeeds)
    describe('where the API server streams no lists', () => {
      const restart = async (flags: readonly string[]): Promise<void> => {
        await cluster.stopComponent('kube-apiserver')
        await cluster.startComponent('kube-apiserver', flags)
      }
      before(() => restart(['--feature-gates=WatchList=false']))
      after(() => restart([]))
      rightsIn(EXPORTER)
        .filter(({ verb }) => verb === ONLY_WITHOUT_STREAMS)
        .forEach(itNeeds)
    })
    it('may do no more', () => {
      expect(rightsIn(EXPORTER)).to.deep.equal(
        ['pods', 'events'].flatMap((resource) => ['list', 'watch'].map((verb) => ({ resource, verb }))),
      )
    })
  })

  describe('podstart certs', () => {
    const TARGET = ['--service', 'podstart-webhook', '--namespace', 'podstart', '--webhook-configuration', 'podstart']

    /** Makes a first certificate. */
    async function run(
      here: readonly Rule[],
      anywhere: readonly Rule[],
    ): Promise<{ code: number | null; log: string }> {
      const empty = objectsIn(read('components/self-managed-certs/secret.yaml'))[0]
      await cluster.kubectl(['replace', '--force', '-f', '-'], JSON.stringify(empty))
      const access = await limitedAccess(cluster, 'rights-certs', { namespace: 'podstart', here, anywhere })
      const flags = ['--secret', 'podstart/podstart-webhook-tls', '--kubeconfig', access.kubeconfig, '--settle', '0s']
      const certs = startPodstart(['certs', ...TARGET, ...flags])
      const code = await certs.ended
      access.remove()
      return { code, log: certs.log.join('\n') }
    }
    it('has enough with all of them', async () => {
      expect((await run(CERTS_HERE, CERTS_ANYWHERE)).code).to.equal(0)
    })
    for (const right of rightsIn([...CERTS_HERE, ...CERTS_ANYWHERE])) {
      it(`fails without ${right.verb} on ${right.resource}, and says so`, async () => {
        const { code, log } = await run(without(CERTS_HERE, right), without(CERTS_ANYWHERE, right))
        expect(code).to.equal(1)
        expect(log).to.match(new RegExp(`cannot ${right.verb} resource .*${right.resource}`))
      })
    }
  })
})
