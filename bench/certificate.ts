import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { issue } from '../src/certs/issue.ts'

/** What the servers serve with, and the authority that vouches for it. */
export interface ServingFiles {
  /** PEM. */
  readonly ca: string
  /** Files. */
  readonly cert: string
  readonly key: string
}

const DAY_MS = 86_400_000

/** A certificate for this address, as podstart issues them. */
export async function createServingFiles(folder: string, address: string): Promise<ServingFiles> {
  const { ca, cert, key } = await issue({ names: [address], lifetime: DAY_MS, now: Date.now() })
  const files = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') }
  writeFileSync(files.cert, cert)
  writeFileSync(files.key, key, { mode: 0o600 })
  return { ca, ...files }
}
