import { messageOf } from '../../../observe/clip.ts'

/** What Go says where Node has a code. */
const TEXTS: Readonly<Record<string, (address: string) => string>> = {
  ECONNREFUSED: (address) => `dial tcp ${address}: connect: connection refused`,
  EHOSTUNREACH: (address) => `dial tcp ${address}: connect: no route to host`,
  ENETUNREACH: (address) => `dial tcp ${address}: connect: network is unreachable`,
  ENOTFOUND: (address) => `dial tcp: lookup ${address.replace(/:\d+$/, '')}: no such host`,
  ECONNRESET: () => 'EOF',
  EPIPE: () => 'EOF',
  CERT_HAS_EXPIRED: () => 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  CERT_NOT_YET_VALID: () => 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  ERR_TLS_CERT_ALTNAME_INVALID: (address) =>
    `tls: failed to verify certificate: x509: certificate is not valid for ${address.replace(/:\d+$/, '')}`,
  ...Object.fromEntries(
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'CERT_SIGNATURE_FAILURE',
    ].map((code) => [code, () => 'tls: failed to verify certificate: x509: certificate signed by unknown authority']),
  ),
}

/** An error of a connection, in the words of the API server, which is written in Go. */
export function goError(error: unknown, address: string): string {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? ''
  return TEXTS[code]?.(address) ?? messageOf(error)
}

/** What a Go client makes of an answer that is not 200. Source: `apimachinery/pkg/api/errors`. */
export function answerError(status: number, body: string): string {
  return (
    STATUSES[status] ??
    `an error on the server (${JSON.stringify(body.trim() || 'unknown')}) has prevented the request from succeeding`
  )
}

const STATUSES: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  409: 'the server reported a conflict',
  422: 'the server rejected our request due to an error in our request',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
}
