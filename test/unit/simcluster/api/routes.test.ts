import { expect } from 'chai'
import { describe, it } from 'mocha'
import { routeOf } from '../../../../src/simcluster/api/routes.ts'

describe('a path', () => {
  const to = (resource: string, more: object = {}) => ({
    resource,
    namespace: undefined,
    name: undefined,
    subresource: undefined,
    ...more,
  })
  const LEASES = '/apis/coordination.k8s.io/v1'
  const CASES: readonly [path: string, route: object | undefined][] = [
    ['/api/v1/pods', to('pods')],
    ['/api/v1/namespaces/shop/pods', to('pods', { namespace: 'shop' })],
    ['/api/v1/namespaces/shop/pods/web', to('pods', { namespace: 'shop', name: 'web' })],
    ['/api/v1/namespaces/shop/pods/web/status', to('pods', { namespace: 'shop', name: 'web', subresource: 'status' })],
    ['/api/v1/namespaces/a%2Fb/pods', to('pods', { namespace: 'a/b' })],
    ['/api/v1/namespaces', to('namespaces')],
    ['/api/v1/namespaces/shop', to('namespaces', { name: 'shop' })],
    ['/api/v1/namespaces/shop/status', to('namespaces', { name: 'shop', subresource: 'status' })],
    ['/api/v1/namespaces/pods', to('namespaces', { name: 'pods' })],
    ['/api/v1/nodes/n', to('nodes', { name: 'n' })],
    [`${LEASES}/leases`, to('leases')],
    [`${LEASES}/namespaces/shop/leases/l`, to('leases', { namespace: 'shop', name: 'l' })],
    ['/api/v1/pods/web', undefined],
    ['/api/v1/namespaces/shop/nodes', to('namespaces', { name: 'shop', subresource: 'nodes' })],
    ['/api/v1/namespaces/shop/pods/web/status/x', undefined],
    ['/api/v1/leases', undefined],
    ['/api/v2/pods', undefined],
    ['/apis/v1/pods', undefined],
    ['/api/v1', undefined],
    ['/', undefined],
    ['', undefined],
    ['/api/v1/pods/', undefined],
    ['/api/v1/%', undefined],
    ['/api/v1/toString', undefined],
  ]
  for (const [path, route] of CASES) it(path || '(empty)', () => expect(routeOf(path)).to.deep.equal(route))
})
