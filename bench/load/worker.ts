/** The process that makes the load; see client.ts. */
import type { Job } from './job.ts'
import { createRunner } from './run.ts'

const run = createRunner()
process.on('message', (job: Job) => {
  void run(job).then((outcome) => process.send?.(outcome))
})
process.once('disconnect', () => process.exit())
