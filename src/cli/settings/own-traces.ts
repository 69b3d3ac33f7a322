import { SDK_DISABLED, TRACES_EXPORTER, type OwnTracesVariable } from '../config.ts'
import { misfit } from './problems.ts'
import { otlpTarget } from './otlp-target.ts'

/** Whether podstart traces its own work. */
export type OwnTraces =
  | { readonly is: 'off' }
  /** @property to such as `otlp` */
  | { readonly is: 'on'; readonly to: readonly string[] }
  | { readonly is: 'wrong'; readonly problems: readonly string[] }

interface Rule {
  readonly fits: (text: string) => boolean
  readonly expected: string
}

const EXPORTERS = ['otlp', 'console'] as const
const listed = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
const listOf = (...known: readonly string[]): Rule => ({
  fits: (text) => listed(text).every((one) => known.includes(one)),
  expected: `names out of ${known.join(', ')}, separated by commas`,
})

const RATIO: Rule = {
  fits: (text) => Number(text) >= 0 && Number(text) <= 1,
  expected: 'a number from 0 to 1',
}

/** Of a 32-bit timer, in milliseconds; more spans than that would be too many as well. */
const MOST = 2_147_483_647
const count = (of: string): Rule => ({
  fits: (text) => /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= MOST,
  expected: `a whole number of ${of} from 1 to ${MOST}`,
})

const SAMPLERS = ['always_on', 'always_off', 'traceidratio'] as const
const ALL_SAMPLERS: readonly string[] = SAMPLERS.flatMap((one) => [one, `parentbased_${one}`])

/** What the SDK understands; for all else it takes its default, with a word at most. Source: sdk-node 0.301. */
const RULES: Readonly<Record<OwnTracesVariable, Rule>> = {
  [TRACES_EXPORTER]: { ...listOf(...EXPORTERS), expected: 'otlp, console or both, separated by a comma; or none' },
  // Unlike the others it is taken with its blanks.
  OTEL_TRACES_SAMPLER: { fits: (text) => ALL_SAMPLERS.includes(text), expected: ALL_SAMPLERS.join(', ') },
  OTEL_TRACES_SAMPLER_ARG: RATIO,
  OTEL_PROPAGATORS: listOf('tracecontext', 'baggage', 'b3', 'b3multi', 'none'),
  OTEL_NODE_RESOURCE_DETECTORS: listOf('env', 'host', 'os', 'process', 'serviceinstance', 'all', 'none'),
  OTEL_BSP_SCHEDULE_DELAY: count('milliseconds'),
  OTEL_BSP_EXPORT_TIMEOUT: count('milliseconds'),
  OTEL_BSP_MAX_QUEUE_SIZE: count('spans'),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: count('spans'),
}

/**
 * Reads what the standard variables say of podstart's own traces. Off, they may be what they want.
 *
 * @param variables without blank ones
 * @param canRead whether there is such a file
 */
export function ownTraces(variables: Readonly<Record<string, string>>, canRead: (path: string) => boolean): OwnTraces {
  const to = [...new Set(listed(variables[TRACES_EXPORTER] ?? ''))]
  // Where nobody says so there are none: the endpoint alone is how the pods' traces find their collector.
  if (to.every((one) => one === 'none')) return { is: 'off' }
  if (variables[SDK_DISABLED]?.trim().toLowerCase() === 'true') return { is: 'off' }
  const problems = [...misfits(variables), ...otlpProblems(to, variables, canRead)]
  return problems.length > 0 ? { is: 'wrong', problems } : { is: 'on', to }
}

const misfits = (variables: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(RULES).flatMap(([name, { fits, expected }]) => {
    const text = variables[name]
    return text === undefined || fits(text) ? [] : [misfit(name, text, expected)]
  })

function otlpProblems(to: readonly string[], ...target: Parameters<typeof otlpTarget>): readonly string[] {
  const resolved = to.includes('otlp') ? otlpTarget(...target) : undefined
  return resolved === undefined || resolved.ok ? [] : resolved.problems
}
