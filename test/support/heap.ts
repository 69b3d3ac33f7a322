import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes that are in use once all garbage is gone. */
export function heapInUse(): number {
  for (let i = 0; i < 3; i += 1) collect()
  return process.memoryUsage().heapUsed
}
