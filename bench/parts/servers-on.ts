import { createServingFiles } from '../certificate.ts'
import { reviewBody } from '../load/bodies.ts'
import type { Job, Pace } from '../load/job.ts'
import { countFailures, type Bench } from '../part.ts'
import { startServer, type Named, type ServerName } from '../servers/servers.ts'

/** Starts servers on an address; they end with the part, or with the process. */
export async function startServers(
  bench: Bench,
  names: readonly ServerName[],
  host: string,
): Promise<readonly Named[]> {
  const files = await createServingFiles(bench.folder, host)
  const started = await Promise.all(
    names.map(async (name) => {
      const server = await startServer(name, { host, files })
      bench.atEnd(() => server.stop())
      return { name, server, ca: files.ca }
    }),
  )
  return started
}

export const reviewJob = ({ server, ca }: Named, pace: Pace): Job => ({
  target: { url: server.url, ca, headers: { Traceparent: '00-5071a268e39323415e3e213267650e40-aa3c5f99cbbfd1f1-01' } },
  body: reviewBody(),
  pace,
})

/** Until all is compiled and connected. */
export async function warmUp(bench: Bench, servers: readonly Named[], clients: number): Promise<void> {
  for (const named of servers) {
    const seconds = bench.size.warmUpSeconds
    const outcome = await bench.client.run(reviewJob(named, { is: 'closed loop', clients, seconds }))
    countFailures(bench, `${named.name}, warming up`, outcome)
  }
}

export const stopServers = (servers: readonly Named[]): void => servers.forEach(({ server }) => server.stop())
