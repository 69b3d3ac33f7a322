import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/** What is wrong with the common name of a client's certificate; whether that is to be trusted TLS has seen to. */
export function clientNameProblem(socket: Socket, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined
  const subject = socket instanceof TLSSocket ? socket.getPeerCertificate().subject : undefined
  const found = [subject?.CN ?? []].flat()
  return found.some((name) => names.includes(name))
    ? undefined
    : `a client's certificate for ${names.join(' or ')} is wanted, and this is for ${found.join(', ') || 'nobody'}`
}
