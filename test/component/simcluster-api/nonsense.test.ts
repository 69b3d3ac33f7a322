import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { status as failure } from '../../unit/support/apiserver/harness.ts'
import { apiForEach, pod, PODS } from './harness.ts'
import { bad, invalid, isRefused, required, type Failure, type Row } from './refusals.ts'

const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
  "end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

describe('the simulated API refuses', () => {
  const api = apiForEach()
  beforeEach(() => api.now.ask('POST', PODS, pod('web')))

  describe('nonsense', () => {
    const as = (kind: string, why: string) => bad(`${kind} in version "v1" cannot be handled as a Pod: ${why}`)
    const ROWS: readonly Row[] = [
      [
        'no name',
        'POST',
        PODS,
        pod(''),
        invalid('', [required('metadata.name', 'Required value: name or generateName is required')]),
      ],
      [
        'a name that is none',
        'POST',
        PODS,
        pod('Web_1'),
        invalid('Web_1', [
          { reason: 'FieldValueInvalid', message: `Invalid value: "Web_1": ${SUBDOMAIN}`, field: 'metadata.name' },
        ]),
      ],
      [
        'no containers',
        'POST',
        PODS,
        { metadata: { name: 'a' }, spec: {} },
        invalid('a', [required('spec.containers')]),
      ],
      [
        'a container without anything',
        'POST',
        PODS,
        pod('a', { spec: { containers: [{}] } }),
        invalid('a', [required('spec.containers[0].name'), required('spec.containers[0].image')]),
      ],
      [
        'another kind',
        'POST',
        PODS,
        { ...pod('a'), kind: 'Service' },
        as('Service', 'converting (v1.Service) to (core.Pod): unknown conversion'),
      ],
      [
        'another version',
        'POST',
        PODS,
        { ...pod('a'), apiVersion: 'v2' },
        bad('the API version in the data (v2) does not match the expected API version (v1)'),
      ],
      [
        'a text for a spec',
        'POST',
        PODS,
        { ...pod('a'), spec: 'x' },
        as('Pod', 'json: cannot unmarshal string into Go struct field Pod.spec'),
      ],
      [
        'a list',
        'POST',
        PODS,
        [],
        bad(
          'the object provided is unrecognized (must be of type Pod): json: cannot unmarshal array into Go value of type v1.Pod',
        ),
      ],
      [
        'another namespace than the path says',
        'POST',
        PODS,
        pod('a', { metadata: { namespace: 'shop' } }),
        bad('the namespace of the provided object does not match the namespace sent on the request'),
      ],
      [
        'another name than the path says',
        'PUT',
        `${PODS}/web`,
        pod('other'),
        bad('the name of the object (other) does not match the name on the URL (web)'),
      ],
      [
        'a version, at a creation',
        'POST',
        PODS,
        pod('a', { metadata: { resourceVersion: '7' } }),
        {
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Failure',
          message: 'resourceVersion should not be set on objects to be created',
          code: 500,
        } as Failure,
      ],
      [
        'a dry run of something',
        'POST',
        `${PODS}?dryRun=Some`,
        pod('a'),
        failure(
          422,
          'Invalid',
          'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"',
          {
            details: {
              group: 'meta.k8s.io',
              kind: 'CreateOptions',
              causes: [
                {
                  reason: 'FieldValueNotSupported',
                  message: 'Unsupported value: ["Some"]: supported values: "All"',
                  field: 'dryRun',
                },
              ],
            },
          },
        ),
      ],
      [
        'a method',
        'POST',
        `${PODS}/web`,
        pod('web'),
        failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {
          details: {},
        }),
      ],
    ]
    for (const row of ROWS) it(row[0], () => isRefused(api.now, row))
    it('half an object', async () => {
      const { status, json } = await api.now.ask('POST', PODS, '{"kind":"Pod"')
      const { message, reason } = json as { message: string; reason: string }
      expect([status, reason, message.split(': ').slice(0, 2)]).to.deep.equal([
        400,
        'BadRequest',
        ['the object provided is unrecognized', 'json parse error'],
      ])
    })
    it('nothing', async () => {
      expect((await api.now.ask('POST', PODS)).status).to.equal(400)
    })
    it('what is larger than 3 MiB', async () => {
      const row = [
        '',
        'POST',
        PODS,
        'x'.repeat(3 * 1_024 * 1_024 + 1),
        failure(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728'),
      ] as const
      await isRefused(api.now, row)
    })
    it('what is larger than 3 MiB, and does not say so', async () => {
      const { status } = await api.now.ask('POST', PODS, 'x'.repeat(4 * 1_024 * 1_024), {
        'transfer-encoding': 'chunked',
      })
      expect(status).to.equal(413)
    })
    it('another type of body', () =>
      isRefused(
        api.now,
        [
          '',
          'POST',
          PODS,
          'x',
          failure(
            415,
            'UnsupportedMediaType',
            'the body of the request was in an unknown format - accepted media types include: application/json',
          ),
        ],
        { 'content-type': 'application/vnd.kubernetes.protobuf' },
      ))
    it('another type of answer', () =>
      isRefused(
        api.now,
        [
          '',
          'GET',
          PODS,
          undefined,
          failure(406, 'NotAcceptable', 'only the following media types are accepted: application/json'),
        ],
        { accept: 'application/vnd.kubernetes.protobuf' },
      ))
  })
})
