import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Operation } from '../../../src/admission/patch.ts'
import { allow } from '../../../src/admission/response.ts'

const answer = (response: object) => ({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response })

const PATCH: readonly Operation[] = [{ op: 'add', path: '/metadata/annotations', value: { 'a/b': 'ÿÿÿ' } }]

describe('the answer to a review', () => {
  // Go reads it with plus, slash and padding alone.
  it('with a patch, in base64', () => {
    expect(allow('u-1', PATCH)).to.deep.equal(
      answer({
        uid: 'u-1',
        allowed: true,
        patchType: 'JSONPatch',
        patch: 'W3sib3AiOiJhZGQiLCJwYXRoIjoiL21ldGFkYXRhL2Fubm90YXRpb25zIiwidmFsdWUiOnsiYS9iIjoiw7/Dv8O/In19XQ==',
      }),
    )
  })
  it('with a patch that can be read again', () => {
    const { patch = '' } = allow('u-1', PATCH).response
    expect(JSON.parse(Buffer.from(patch, 'base64').toString())).to.deep.equal(PATCH)
  })
  it('without a patch, and without its type', () => {
    expect(allow('u-1')).to.deep.equal(answer({ uid: 'u-1', allowed: true }))
  })
  it('with a patch of nothing, which is none', () => {
    expect(allow('u-1', [])).to.deep.equal(answer({ uid: 'u-1', allowed: true }))
  })
})
