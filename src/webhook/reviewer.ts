import { decide, type AdmissionRules, type Answerable, type Decision, type Patience } from '../admission/decide.ts'
import type { TraceHeaders } from '../admission/found-context.ts'
import { allow, type ReviewResponse } from '../admission/response.ts'
import type { Fresh } from '../admission/stamp.ts'
import { clip, messageOf } from '../observe/clip.ts'

/** What became of a review, for who counts them. */
export type Verdict = Decision | { readonly is: 'failed'; readonly reason: 'internal_error'; readonly detail: string }

export interface Reviewed {
  readonly verdict: Verdict
  readonly response: ReviewResponse
}

/** Answers a review; whatever goes wrong on the way, the pod is allowed. */
export function review(
  asked: Answerable,
  headers: TraceHeaders,
  patience: Patience,
  fresh: () => Fresh,
  rules: AdmissionRules,
): Reviewed {
  try {
    const verdict = decide(asked, headers, patience, fresh(), rules)
    return { verdict, response: allow(asked.uid, verdict.is === 'stamped' ? verdict.patch : []) }
  } catch (error) {
    const detail = clip(error instanceof Error ? (error.stack ?? error.message) : messageOf(error), 2_000)
    return { verdict: { is: 'failed', reason: 'internal_error', detail }, response: allow(asked.uid) }
  }
}
