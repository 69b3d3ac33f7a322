import type { Api } from './api.ts'
import { sumOf } from './metric.ts'

/** What the API server counted of a webhook's calls. */
export interface AdmissionCounts {
  readonly calls: number
  /** Calls that failed, so that the object was let through as it was. */
  readonly failedOpen: number
  readonly rejected: number
}

/** Source: Kubernetes 1.36, `apiserver/pkg/admission/metrics`. */
const SERIES = {
  calls: 'apiserver_admission_webhook_admission_duration_seconds_count',
  failedOpen: 'apiserver_admission_webhook_fail_open_count',
  rejected: 'apiserver_admission_webhook_rejection_count',
} as const

/** @param webhook its name, or the end that the names of its versions have in common */
export async function admissionCounts(api: Api, webhook: string): Promise<AdmissionCounts> {
  const { text } = await api.ask('GET', '/metrics')
  const own = text
    .split('\n')
    .filter((line) => line.includes(`${webhook}"`))
    .join('\n')
  const { calls, failedOpen, rejected } = SERIES
  return { calls: sumOf(own, calls), failedOpen: sumOf(own, failedOpen), rejected: sumOf(own, rejected) }
}

export const since = (before: AdmissionCounts, now: AdmissionCounts): AdmissionCounts => ({
  calls: now.calls - before.calls,
  failedOpen: now.failedOpen - before.failedOpen,
  rejected: now.rejected - before.rejected,
})
