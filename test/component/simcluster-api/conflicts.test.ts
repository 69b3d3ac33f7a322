import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { status as failure } from '../../unit/support/apiserver/harness.ts'
import { apiForEach, pod, PODS } from './harness.ts'
import { bad, details, isRefused, type Row } from './refusals.ts'

const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again'

describe('the simulated API refuses', () => {
  const api = apiForEach()
  beforeEach(() => api.now.ask('POST', PODS, pod('web')))

  describe('a change', () => {
    const conflict = (why: string) =>
      failure(409, 'Conflict', `Operation cannot be fulfilled on pods "web": ${why}`, details('pods', 'web'))
    const ROWS: readonly Row[] = [
      [
        'of an older version',
        'PUT',
        `${PODS}/web`,
        pod('web', { metadata: { resourceVersion: '1' } }),
        conflict(MODIFIED),
      ],
      [
        'of another object of that name',
        'PUT',
        `${PODS}/web`,
        pod('web', { metadata: { uid: 'other' } }),
        conflict('Precondition failed: UID in precondition: other, UID in object meta: uid-5'),
      ],
    ]
    for (const row of ROWS) it(row[0], () => isRefused(api.now, row))
    it('of what a pod keeps', async () => {
      const { json } = await api.now.ask('PUT', `${PODS}/web`, pod('web', { spec: { hostname: 'x' } }))
      const { code, message } = json as { code: number; message: string }
      expect([code, message.slice(0, 84)]).to.deep.equal([
        422,
        'Pod "web" is invalid: spec: Forbidden: pod updates may not change fields other than ',
      ])
    })
    const asPatch = (type: string) => ({ 'content-type': `application/${type}` })
    it('by a JSON patch that does not fit', async () => {
      const patch = [{ op: 'test', path: '/metadata/name', value: 'x' }]
      const { json } = await api.now.ask('PATCH', `${PODS}/web`, patch, asPatch('json-patch+json'))
      const { code, reason, message } = json as { code: number; reason: string; message: string }
      expect([code, reason, message]).to.deep.equal([
        422,
        'Invalid',
        'the server rejected our request due to an error in our request',
      ])
    })
    it('by server-side apply', async () => {
      const { json } = await api.now.ask('PATCH', `${PODS}/web`, pod('web'), asPatch('apply-patch+yaml'))
      const { code, reason } = json as { code: number; reason: string }
      expect([code, reason]).to.deep.equal([415, 'UnsupportedMediaType'])
    })
    it('of an older version, by a patch', () =>
      isRefused(
        api.now,
        ['', 'PATCH', `${PODS}/web`, { metadata: { resourceVersion: '1' } }, conflict(MODIFIED)],
        asPatch('merge-patch+json'),
      ))
    it('of a name', () =>
      isRefused(
        api.now,
        [
          '',
          'PATCH',
          `${PODS}/web`,
          { metadata: { name: 'b' } },
          bad('the name of the object (b) does not match the name on the URL (web)'),
        ],
        asPatch('merge-patch+json'),
      ))
    it('of a node that it has', async () => {
      const binding = { metadata: { name: 'web' }, target: { name: 'n' } }
      await api.now.ask('POST', `${PODS}/web/binding`, binding)
      const message = 'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "n"'
      await isRefused(api.now, [
        '',
        'POST',
        `${PODS}/web/binding`,
        binding,
        failure(409, 'Conflict', message, details('pods/binding', 'web')),
      ])
    })
  })
})
