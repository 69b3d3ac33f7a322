import type { Played } from '../../src/simcluster/play.ts'
import { list, text } from '../../src/observe/json.ts'
import { keyOf } from '../../src/timeline/boundary.ts'
import type { StageName } from '../../src/timeline/stage.ts'
import { truthsOf } from '../accuracy/truth.ts'

type Edge = Parameters<typeof keyOf>[0]

const OF_THE_POD: readonly Edge[] = ['persisted', 'scheduled', 'sandbox_ready', 'ready']

/** Between which moments each stage lies, of a pod with one container. */
const STAGES: readonly (readonly [StageName, from: Edge, to: Edge])[] = [
  ['schedule', 'persisted', 'scheduled'],
  ['pod setup', 'scheduled', 'sandbox_ready'],
  ['pull', 'sandbox_ready', 'pulled'],
  ['create', 'pulled', 'created'],
  ['start', 'created', 'started'],
  ['probe', 'started', 'probe_passed'],
]

/** Seconds that really went into each stage, of all pods that got ready. */
export function stageSeconds({ lines, truth }: Played): Readonly<Partial<Record<StageName, number>>> {
  const seconds: Partial<Record<StageName, number>> = {}
  for (const { uid, spans } of truth) {
    const own = lines.filter(({ object }) =>
      [text(object, 'metadata', 'uid'), text(object, 'involvedObject', 'uid')].includes(uid),
    )
    const moments = truthsOf(uid, spans, own)
    if (!moments.has(keyOf('ready'))) continue
    const [container] = own.flatMap(({ object }) => list(object, 'spec', 'containers'))
    const moment = (edge: Edge) =>
      moments.get(OF_THE_POD.includes(edge) ? keyOf(edge) : keyOf(edge, text(container, 'name')))
    for (const [stage, from, to] of STAGES) {
      const [began, ended] = [moment(from), moment(to)]
      if (began === undefined || ended === undefined) continue
      seconds[stage] = (seconds[stage] ?? 0) + Number(ended.to - began.to) / 1e9
    }
  }
  return seconds
}
