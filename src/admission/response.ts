import type { Operation } from './patch.ts'

/** The answer to a review: allowed in each case. */
export interface ReviewResponse {
  readonly apiVersion: 'admission.k8s.io/v1'
  readonly kind: 'AdmissionReview'
  readonly response: {
    readonly uid: string
    readonly allowed: true
    readonly patchType?: 'JSONPatch'
    /** JSON in base64. */
    readonly patch?: string
  }
}

/** Source: Kubernetes 1.36, `k8s.io/api/admission/v1`: a patch and its type come together or not at all. */
export const allow = (uid: string, patch: readonly Operation[] = []): ReviewResponse => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  response: {
    uid,
    allowed: true,
    ...(patch.length > 0 && {
      patchType: 'JSONPatch',
      patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
    }),
  },
})
