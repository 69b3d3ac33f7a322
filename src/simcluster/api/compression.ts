/** Source: Kubernetes 1.36, `endpoints/handlers/responsewriters`. */
const GZIP_FROM = 128 * 1_024
export const GZIP_HEADERS = { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } as const
export const GZIP_OPTIONS = { level: 1 } as const

/** Whether an answer of so many bytes is compressed. */
export const isCompressed = (acceptEncoding: string | undefined, bytes: number): boolean =>
  /\bgzip\b/.test(acceptEncoding ?? '') && bytes > GZIP_FROM
