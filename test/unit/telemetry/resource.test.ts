import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createResources, splitExtra } from '../../../src/telemetry/resource.ts'

const EXTRA = {
  'deployment.environment.name': 'prod',
  'k8s.cluster.uid': 'c-1',
  'k8s.pod.name': 'podstart-0',
  'k8s.node.name': 'node-z',
  'service.instance.id': 'i-1',
  'service.name': 'podstart',
  'host.name': 'worker',
  'host.id': 'worker',
  'process.pid': '1',
  'container.id': 'abc',
  'telemetry.sdk.name': 'opentelemetry',
}

describe('further attributes of a resource', () => {
  it('that name the exporter itself are dropped', () => {
    expect(splitExtra(EXTRA)).to.deep.equal({
      kept: { 'deployment.environment.name': 'prod', 'k8s.cluster.uid': 'c-1' },
      dropped: [
        'k8s.pod.name',
        'k8s.node.name',
        'service.instance.id',
        'service.name',
        'host.name',
        'host.id',
        'process.pid',
        'container.id',
        'telemetry.sdk.name',
      ],
    })
  })
  it('may be none', () => {
    expect(splitExtra({})).to.deep.equal({ kept: {}, dropped: [] })
  })
})

describe('the resource of a service', () => {
  it('says which service, and in which cluster', () => {
    expect(createResources({ clusterName: 'blue', extra: EXTRA })('k8s/kubelet').attributes).to.deep.equal({
      'service.name': 'k8s/kubelet',
      'host.id': 'kubernetes/blue',
      'k8s.cluster.name': 'blue',
      'deployment.environment.name': 'prod',
      'k8s.cluster.uid': 'c-1',
    })
  })
  it('keeps the cluster’s name over what is said elsewhere', () => {
    const of = createResources({ clusterName: 'blue', extra: { 'k8s.cluster.name': 'red' } })
    expect(of('k8s/kubelet').attributes['k8s.cluster.name']).to.equal('blue')
  })
  it('is one object for each service', () => {
    const of = createResources({ clusterName: 'blue', extra: {} })
    expect(of('k8s/kubelet')).to.equal(of('k8s/kubelet'))
    expect(of('k8s/kubelet')).not.to.equal(of('pods/web'))
  })
  it('has the same host.id for every service, so that Jaeger sees one clock', () => {
    const of = createResources({ clusterName: 'blue', extra: {} })
    expect(of('pods/web').attributes['host.id']).to.equal(of('k8s/kubelet').attributes['host.id'])
  })
})
