import { clip, oneLine } from '../observe/clip.ts'
import { minus, type Nanos } from '../observe/nanos.ts'
import { tellsCause } from '../timeline/blame.ts'
import type { Stage, StageName } from '../timeline/stage.ts'
import type { Standing } from '../timeline/startup.ts'
import { labelOf } from './critical-path.ts'
import { durationText } from './duration-text.ts'

/** What a startup that goes on waits for. */
export interface Wait {
  /** Where it stands and why, without times: the same as long as it waits for the same. */
  readonly key: string
  readonly since: Nanos
  /** The last of the names, where several stages cannot be told apart. */
  readonly stage: StageName | undefined
  /** Something is wrong, as far as anything tells. */
  readonly hasCause: boolean
  /** `waits 4 min 12 s for pull app: ImagePullBackOff: Back-off pulling image …` */
  readonly text: string
}

/** @returns undefined where no stage is open: it is over, or works without being ready, as a Job's pod does */
export function waitOf(standing: Standing): Wait | undefined {
  const { stages, blame, end } = standing
  const open = stages.filter((stage) => stage.open)
  const stage = open.find((one) => blame !== undefined && isOf(one, blame)) ?? open[0]
  if (stage === undefined) return undefined
  const { reason, message } = blame !== undefined && tellsCause(blame) ? blame : {}
  const exit = blame?.exitCode === undefined ? '' : ` (exit code ${blame.exitCode})`
  const why = reason === undefined ? '' : `: ${reason}${exit}`
  const said = reason === undefined || message === undefined ? '' : `: ${clip(oneLine(message), LIMIT)}`
  return {
    key: `${labelOf(stage)}${why}`,
    since: stage.from.at,
    stage: stage.names.at(-1),
    hasCause: reason !== undefined,
    text: `waits ${durationText(minus(end.at, stage.from.at))} for ${labelOf(stage)}${why}${said}`,
  }
}

/** The whole message is in `podstart.message`. */
const LIMIT = 200

const isOf = (
  { names, container }: Stage,
  blame: { readonly stage?: Stage['names'][number]; readonly container?: string },
): boolean =>
  (blame.stage === undefined || names.includes(blame.stage)) &&
  (blame.container === undefined || container?.spec.name === blame.container)
