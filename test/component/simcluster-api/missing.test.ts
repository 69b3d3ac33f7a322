import { beforeEach, describe, it } from 'mocha'
import { status as failure } from '../../unit/support/apiserver/harness.ts'
import { apiForEach, pod, PODS } from './harness.ts'
import { details, isRefused, type Row } from './refusals.ts'

describe('the simulated API refuses', () => {
  const api = apiForEach()
  beforeEach(() => api.now.ask('POST', PODS, pod('web')))

  describe('what is not there, or there already', () => {
    const gone = failure(404, 'NotFound', 'pods "nope" not found', details('pods', 'nope'))
    const none = failure(404, 'NotFound', 'the server could not find the requested resource', { details: {} })
    const ROWS: readonly Row[] = [
      ['get', 'GET', `${PODS}/nope`, undefined, gone],
      ['delete', 'DELETE', `${PODS}/nope`, undefined, gone],
      ['update', 'PUT', `${PODS}/nope`, pod('nope'), gone],
      [
        'a pod that is there',
        'POST',
        PODS,
        pod('web'),
        failure(409, 'AlreadyExists', 'pods "web" already exists', details('pods', 'web')),
      ],
      [
        'a lease, by its group',
        'GET',
        '/apis/coordination.k8s.io/v1/namespaces/default/leases/l',
        undefined,
        failure(404, 'NotFound', 'leases.coordination.k8s.io "l" not found', {
          details: { name: 'l', group: 'coordination.k8s.io', kind: 'leases' },
        }),
      ],
      [
        'a pod in no namespace that is',
        'POST',
        '/api/v1/namespaces/nowhere/pods',
        pod('a'),
        failure(404, 'NotFound', 'namespaces "nowhere" not found', details('namespaces', 'nowhere')),
      ],
      ['a resource', 'GET', '/api/v1/services', undefined, none],
      ['a group', 'GET', '/apis/apps/v1/deployments', undefined, none],
      ['a resource of another group', 'GET', '/api/v1/leases', undefined, none],
      ['a part of an object', 'GET', `${PODS}/web/log`, undefined, none],
      ['a part of a part', 'GET', `${PODS}/web/status/x`, undefined, none],
      ['what cannot be decoded', 'GET', `${PODS}/%E0%A4%A`, undefined, none],
      ['a path with a hole', 'GET', '/api/v1//pods', undefined, none],
      ['what JavaScript calls constructor', 'GET', '/api/v1/constructor', undefined, none],
    ]
    for (const row of ROWS) it(row[0], () => isRefused(api.now, row))
  })
})
