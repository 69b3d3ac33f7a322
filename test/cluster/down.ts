/** cluster:down: ends the cluster, and removes what a broken one left. */
import { exitWith } from './kit/exit-with.ts'
import { stopCluster } from './kit/life.ts'

const began = performance.now()
const stopped = await stopCluster().catch(exitWith)
console.log(
  stopped ? `cluster: down after ${((performance.now() - began) / 1000).toFixed(1)} s` : 'cluster: it is not up',
)
