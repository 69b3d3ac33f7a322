import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import type { OwnCluster } from './kit/life.ts'
import { cluster, endSharedCluster } from './kit/shared.ts'

/** A pod on a node of its own choice, with one container. */
const pod = (name: string, node: number, container: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: {
    nodeName: `node-${String(node)}`,
    terminationGracePeriodSeconds: 0,
    containers: [{ name: 'app', ...container }],
  },
})

const serving = (image: string) => ({
  image,
  command: ['sh', '-c', 'cd /tmp && echo hello > index.html && exec httpd -f -p 8080'],
  readinessProbe: { httpGet: { port: 8080, path: '/' }, periodSeconds: 1 },
})

describe('the kit’s cluster', () => {
  let c: OwnCluster
  before(async () => {
    // A fresh one: other tests leave their pods, and their spans.
    await endSharedCluster()
    c = await cluster()
  })
  const names = async (what: string): Promise<readonly string[]> =>
    (await c.kubectl(['get', what, '-o', 'name'])).split('\n').filter((line) => line !== '')
  const pulls = (name: string): Promise<string> =>
    c.kubectl([
      'get',
      'events',
      '--field-selector',
      `involvedObject.name=${name},reason=Pulled`,
      '-o',
      'jsonpath={.items[*].message}',
    ])
  const start = async (name: string, node: number, container: object): Promise<void> => {
    await c.apply(pod(name, node, container))
    await c.waitFor(`pod/${name}`, 'condition=Ready')
  }
  const remove = (name: string) => c.kubectl(['delete', 'pod', name])

  it('has two nodes', async () => {
    expect(await names('nodes')).to.deep.equal(['node/node-1', 'node/node-2'])
  })

  it('runs pods on each, which reach each other and the API server by their Services', async () => {
    await c.apply({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'server' },
      spec: { selector: { app: 'server' }, ports: [{ port: 80, targetPort: 8080 }] },
    })
    await Promise.all([
      start('server', 1, serving(c.image('web:20m'))),
      start('near', 1, { image: c.image('busybox:1') }),
      start('far', 2, { image: c.image('busybox:1') }),
    ])
    const address = await c.kubectl(['get', 'service', 'server', '-o', 'jsonpath={.spec.clusterIP}'])
    // kube-proxy may be a moment behind.
    const script = `until wget -q -O - http://${address}/; do usleep 100000; done; nc -w 5 10.96.0.1 443 </dev/null && echo there`
    for (const name of ['near', 'far']) {
      expect(await c.kubectl(['exec', name, '--', 'timeout', '20', 'sh', '-c', script])).to.equal('hello\nthere\n')
    }
  })

  it('reaches pods from the machine', async () => {
    const ip = await c.kubectl(['get', 'pod', 'server', '-o', 'jsonpath={.status.podIP}'])
    expect(await (await fetch(`http://${ip}:8080/`)).text()).to.equal('hello\n')
  })

  it('keeps its state over a restart of the API server', async () => {
    const before = await names('pods')
    await c.stopComponent('kube-apiserver')
    await c.startComponent('kube-apiserver')
    expect(await names('pods')).to.deep.equal(before)
  })

  it('lets the API server go first, by its session, and no other', async () => {
    await c.stopComponent('kube-apiserver')
    await c.startComponent('kube-apiserver')
    // As the kernel writes it: "/autogroup-25 nice -10".
    const script = 'cut -d" " -f3 /proc/$(pgrep -of "$0")/autogroup'
    const nicenessOf = async (command: string) => (await c.exec(['sh', '-c', script, command])).trim()
    const both = await Promise.all(['[k]ube-apiserver --etcd', '[k]ube-scheduler --'].map(nicenessOf))
    expect(both).to.deep.equal(['-10', '0'])
  })

  it('stores the spans of API server, kubelet and containerd', async () => {
    const answer = (await (await fetch(`${c.addresses.jaeger}/api/services`)).json()) as { data: string[] }
    expect(answer.data).to.include.members(['apiserver', 'containerd', 'kubelet'])
  })

  it('forgets spans with a restart of Jaeger', async () => {
    const find = () => c.jaeger.search({ service: 'kubelet', operation: 'syncPod', lookback: '1h' })
    expect(await find()).not.to.be.empty
    await c.stopComponent('jaeger')
    await c.startComponent('jaeger')
    expect(await find()).to.be.empty
  })

  it('runs static pods until they are removed', async () => {
    const removeIt = c.staticPod(1, 'static', pod('static', 1, { image: c.image('busybox:1') }))
    await c.waitFor('pod/static-node-1', 'condition=Ready')
    removeIt()
    await c.waitFor('pod/static-node-1', 'delete')
  })

  it('pulls an image again when it was evicted, but for the layers that another image has too', async () => {
    await start('a', 1, { image: c.image('layered:a') })
    await start('b', 1, { image: c.image('layered:b') })
    await Promise.all([remove('a'), remove('b')])
    await c.evictImages(1, [c.image('layered:b')])
    await start('a', 1, { image: c.image('layered:a') })
    await start('b', 1, { image: c.image('layered:b') })
    expect(await pulls('a')).to.match(/^Successfully pulled .* Container image .* already present on machine/)
    expect(await pulls('b')).to.match(/^Successfully pulled .* Successfully pulled/)
  })

  it('has an image by another name once it is published', async () => {
    await c.apply(pod('late', 1, { image: c.image('late:1') }))
    await c.waitFor('pod/late', 'jsonpath={.status.containerStatuses[0].state.waiting.reason}=ErrImagePull')
    c.publishAs('busybox', 'late')
    await c.waitFor('pod/late', 'condition=Ready')
  })

  it('adds a node behind a slow mirror', async () => {
    const mirror = await c.slowMirror({ bytesPerSecond: 5_000_000 })
    await c.addNode(3, { mirror: mirror.address })
    await start('slow', 3, { image: c.image('app:5m') })
    c.useMirror(3)
    await c.evictImages(3, [c.image('app:5m')])
    await remove('slow')
    await start('slow', 3, { image: c.image('app:5m') })
    const [throttled = 0, direct = 0] = [...(await pulls('slow')).matchAll(/ in (\S+) \(/g)].map(([, took]) =>
      inSeconds(took),
    )
    expect(throttled).to.be.within(1, 3)
    expect(direct).to.be.within(0, 0.9)
  })

  it('adds a node without a network, and gives it one', async () => {
    await c.addNode(4, { cni: 'none', kubeletConfig: { maxPods: 7 } })
    await c.waitFor('node/node-4', 'condition=Ready=False')
    expect(await c.kubectl(['get', 'node', 'node-4', '-o', 'jsonpath={.status.capacity.pods}'])).to.equal('7')
    c.useCni(4, 'ptp')
    await c.waitFor('node/node-4', 'condition=Ready')
  })

  it('runs commands inside', async () => {
    expect(await c.exec(['ip', '-brief', '-4', 'address', 'show', 'eth0'])).to.match(/10\.89\.0\.1\/30/)
  })

  it('tells what kubectl said when it fails', async () => {
    const error = await c.kubectl(['get', 'pod', 'nobody']).catch((reason: unknown) => reason)
    expect(String(error)).to.match(/pods "nobody" not found/)
  })
})

/** A Go duration of less than a minute. */
const inSeconds = (duration = ''): number => Number.parseFloat(duration) / (duration.endsWith('ms') ? 1000 : 1)
