import { issue, type Issued } from '../../certs/issue.ts'
import type { Millis } from '../../certs/names.ts'

const LIFETIME: Millis = 30 * 24 * 3_600_000

/** For a server on this machine, from an authority of its own. */
export const localCertificate = (now: Millis): Promise<Issued> =>
  issue({ names: ['127.0.0.1', 'localhost'], lifetime: LIFETIME, now })
