import type { Issued } from '../../../src/certs/issue.ts'
import { localCertificate } from '../../../src/simcluster/api/certificates.ts'

export type Authority = Issued

/** A certificate authority, and what a server on this machine serves with. */
export const createAuthority = (): Promise<Authority> => localCertificate(Date.now())

let shared: Promise<Authority> | undefined

/** One for all servers of this process: making it takes longer than most tests. */
export const sharedAuthority = (): Promise<Authority> => (shared ??= createAuthority())
