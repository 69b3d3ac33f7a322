import { minus, seconds, type Nanos } from '../observe/nanos.ts'
import type { Startup } from '../timeline/startup.ts'

/** A startup longer than this is sent whatever its stamp's flag says. */
const SLOW_STARTUP = seconds(60)

/** The webhook decides by ratio and says so in the stamp's flag; what went wrong or took long is kept on top. */
export function isSent({ stamp, outcome, start, end }: Startup, slow: Nanos = SLOW_STARTUP): boolean {
  if (!stamp.trusted || stamp.context.sampled) return true
  const isGood = outcome === 'ready' || outcome === 'completed'
  return !isGood || minus(end.at, start.at) > slow
}
