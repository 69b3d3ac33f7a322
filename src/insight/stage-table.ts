import { STAGE_NAMES } from '../timeline/stage.ts'
import { spreadOf, type Spread } from './percentiles.ts'
import { labelsOf, type Named } from './labels.ts'
import { isImprecise, WHOLE, type StageSample } from './stage-sample.ts'

export const GROUPINGS = ['workload', 'node', 'image', 'registry'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** How long a stage takes, of one group. */
export interface StageRow {
  readonly group: string
  readonly stage: string
  /** None where every image was there. */
  readonly spread?: Spread
  /** Samples whose bounds are wider than they are long. */
  readonly imprecise: number
  /** Pulls of images that were there: counted, and in no percentile. */
  readonly cached: number
}

const GROUP_OF: Readonly<Record<Grouping, (sample: StageSample) => Named | undefined>> = {
  workload: ({ namespace, workload, kind = '' }) => ({
    short: `${namespace}/${workload}`,
    canonical: `${namespace}/${kind}/${workload}`,
  }),
  node: ({ node }) => ownName(node),
  image: ({ image }) => image,
  registry: ({ image }) => ownName(image?.registry),
}

const ownName = (name: string | undefined): Named | undefined =>
  name === undefined ? undefined : { short: name, canonical: name }

/** A row for each group and stage, in the order of the groups' names and of the stages. */
export function stageTable(samples: readonly StageSample[], by: Grouping): readonly StageRow[] {
  const grouped = samples.flatMap((sample) => {
    const group = GROUP_OF[by](sample)
    return group === undefined ? [] : [{ group, sample }]
  })
  const label = labelsOf(grouped.map(({ group }) => group))
  return [...Map.groupBy(grouped, ({ group }) => label(group))]
    .flatMap(([group, all]) =>
      rowsOf(
        group,
        all.map(({ sample }) => sample),
      ),
    )
    .sort((a, b) => compare(a.group, b.group) || rankOf(a.stage) - rankOf(b.stage) || compare(a.stage, b.stage))
}

const rowsOf = (group: string, samples: readonly StageSample[]): readonly StageRow[] =>
  [...Map.groupBy(samples, ({ stage }) => stage)].map(([stage, all]) => {
    const measured = all.filter(({ cached }) => !cached)
    const spread = spreadOf(measured.map(({ duration }) => duration))
    return {
      group,
      stage,
      ...(spread === undefined ? {} : { spread }),
      imprecise: measured.filter(isImprecise).length,
      cached: all.length - measured.length,
    }
  })

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const ORDER: readonly string[] = [WHOLE, ...STAGE_NAMES]

/** Stages that cannot be told apart stand where the first of them would. */
const rankOf = (stage: string): number => ORDER.indexOf(stage.split('+')[0] ?? stage)

/** So many are not known as exactly as they are long that the row is not. */
export const isRough = ({ spread, imprecise }: StageRow): boolean =>
  spread !== undefined && 2 * imprecise >= spread.count
