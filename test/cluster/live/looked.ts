import { PassThrough } from 'node:stream'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { z } from 'zod'
import { readEnvironment } from '../../../src/cli/config.ts'
import { EXIT } from '../../../src/cli/exit-codes.ts'
import { runWatch } from '../../../src/cli/watch.ts'
import { OUTCOMES } from '../../../src/timeline/verdict.ts'
import { podstart } from '../../support/cli.ts'
import type { Cluster } from '../kit/cluster.ts'
import { until } from '../kit/probes.ts'

/** What the commands that look from outside said of a namespace's pods, by the pods' names. */
export interface Looked {
  /** How its startup stands, by `podstart trace`. */
  readonly traced: ReadonlyMap<string, string>
  /** All states that `podstart watch` told, in order. */
  readonly watched: ReadonlyMap<string, readonly string[]>
  /** How many pods `podstart report` counts. */
  readonly reported: number
}

/** As long as a loaded machine may take for a command. */
const LONGEST_S = 60

const NAMES = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) })
const TRACE = z.object({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              attributes: z.array(
                z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) }),
              ),
            }),
          ),
        }),
      ),
    }),
  ),
})
const NEWS = z.object({ is: z.string(), namespace: z.string(), pod: z.string() })
const REPORT = z.object({ startups: z.object({ total: z.number() }) })

export type News = z.infer<typeof NEWS>

/** The ends of startups; what comes before them is how it went. */
const OVER: readonly string[] = OUTCOMES

/** `podstart watch` on the whole cluster. */
export interface Watching {
  /** Waits until so many pods' startups in a namespace were told to be over. */
  untilOver(namespace: string, count: number): Promise<void>
  /** @returns all that was told */
  end(): Promise<readonly News[]>
}

/** @param env the settings, as variables */
export function startWatch({ kubeconfig }: Cluster, env: Readonly<Record<string, string>>): Watching {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const ending = new AbortController()
  const options = { output: 'json', color: 'never', allNamespaces: true, kubeconfig } as const
  const ended = runWatch(options, readEnvironment(env), { out, err }, 'test', ending.signal)
  err.resume()
  const told: News[] = []
  createInterface({ input: out }).on('line', (line) => told.push(NEWS.parse(JSON.parse(line))))
  const over = (namespace: string) =>
    new Set(told.filter((one) => one.namespace === namespace && OVER.includes(one.is)).map(({ pod }) => pod)).size
  return {
    async untilOver(namespace, count) {
      if (await until(() => Promise.resolve(over(namespace) >= count), { seconds: LONGEST_S })) return
      throw new Error(`podstart watch tells of ${over(namespace)} startups in ${namespace}, not ${count}`)
    },
    async end() {
      ending.abort()
      expect(await ended).to.equal(EXIT.ok)
      return told
    },
  }
}

/** `podstart trace` and `podstart report`, for what is there now. */
export async function lookAt(
  cluster: Cluster,
  namespace: string,
  env: Readonly<Record<string, string>>,
): Promise<Omit<Looked, 'watched'>> {
  const run = async (...args: readonly string[]): Promise<string> => {
    const flags = [...args, '-n', namespace, '-o', 'json', '--kubeconfig', cluster.kubeconfig]
    const { code, stdout, stderr } = await podstart(flags, env, { longest: LONGEST_S })
    // 3: its startup failed.
    if (code !== 0 && code !== 3) throw new Error(`podstart ${args.join(' ')}: ${String(code)} ${stderr}`)
    return stdout
  }
  const listed = NAMES.parse(JSON.parse(await cluster.kubectl(['get', 'pods', '-n', namespace, '-o', 'json'])))
  const names = listed.items.map(({ metadata }) => metadata.name)
  const traced = new Map<string, string>()
  for (const name of names.slice(0, MOST)) traced.set(name, outcomeIn(await run('trace', name)))
  return { traced, reported: REPORT.parse(JSON.parse(await run('report'))).startups.total }
}

/** Of many that are alike, a few will do. */
const MOST = 4

function outcomeIn(json: string): string {
  const [root] = TRACE.parse(JSON.parse(json)).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans),
  )
  return root?.attributes.find(({ key }) => key === 'podstart.outcome')?.value.stringValue ?? 'none'
}
