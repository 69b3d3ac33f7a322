import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { z } from 'zod'
import { podstart } from '../support/cli.ts'
import type { Cluster } from './kit/cluster.ts'
import { FLEET } from './kit/image-table.ts'
import { cluster as sharedCluster } from './kit/shared.ts'
import { container, pod } from './live/pods.ts'
import { openScene, type Scene } from './live/scenario.ts'

const NODES = ['node-1', 'node-2'] as const
/** So many images at a time: more would queue for what the machine has. */
const AT_ONCE = 4
/** A node-1 without it pulls at many times that. */
const SLOW = 4_000_000

const REPORT = z.object({
  pulls: z.object({
    nodes: z.array(
      z.object({
        group: z.string(),
        count: z.number(),
        compared: z.object({ verdict: z.string(), ratio: z.number().nullable() }).nullable(),
      }),
    ),
  }),
  sentences: z.array(z.string()),
})

describe('podstart report, of pulls on a real cluster', () => {
  let cluster: Cluster
  before(async () => {
    cluster = await sharedCluster()
  })

  /** Each image starts once on each node. */
  async function pullOnBoth(scene: Scene, images: readonly string[]): Promise<void> {
    for (let i = 0; i < images.length; i += AT_ONCE) {
      const some = images.slice(i, i + AT_ONCE).flatMap((image) => NODES.map((node) => ({ image, node })))
      await scene.apply(
        ...some.map(({ image, node }) =>
          pod(`${image}-${node}`, [container('app', `127.0.0.1:5000/${image}:1`)], { node }),
        ),
      )
      await Promise.all(some.map(({ image, node }) => scene.until(`pod/${image}-${node}`, 'condition=Ready')))
    }
  }

  const report = async (namespace: string, ...flags: readonly string[]) => {
    const always = ['report', '--kubeconfig', cluster.kubeconfig, '-n', namespace]
    return podstart([...always, ...flags], {}, { longest: 60 })
  }
  const read = async (namespace: string) => {
    const { code, stdout, stderr } = await report(namespace, '-o', 'json')
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
    return REPORT.parse(JSON.parse(stdout))
  }

  describe('two nodes that are alike', () => {
    const namespace = 'r-alike'
    before(async () => pullOnBoth(await openScene(cluster, namespace), FLEET.slice(0, 24)))

    it('names no node', async () => {
      const { pulls } = await read(namespace)
      expect(pulls.nodes.map(({ group }) => group)).to.deep.equal(NODES)
      expect(pulls.nodes.filter(({ compared }) => compared?.verdict === 'slow')).to.deep.equal([])
    })
  })

  describe('one of them behind a slow way to the registry', () => {
    const namespace = 'r-slow'
    before(async () => {
      const { address } = await cluster.slowMirror({ bytesPerSecond: SLOW })
      cluster.useMirror(2, address)
      await pullOnBoth(await openScene(cluster, namespace), FLEET.slice(24))
    })
    after(() => cluster.useMirror(2))

    it('names that node, and the other not', async () => {
      const { pulls } = await read(namespace)
      expect(pulls.nodes.map(({ group, compared }) => [group, compared?.verdict])).to.deep.equal([
        ['node-1', 'same'],
        ['node-2', 'slow'],
      ])
    })
    it('says so in a sentence', async () => {
      const { code, stdout } = await report(namespace)
      console.log(stdout.replace(/^/gm, '      '))
      expect(code).to.equal(0)
      expect(stdout).to.match(/^node-2 pulls [\d.]+ times slower than the others \(.*; very sure\)/m)
    })
  })
})
