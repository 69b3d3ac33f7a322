import { Environment } from '@marcbachmann/cel-js'
import { messageOf } from '../../../observe/clip.ts'
import { list, text } from '../../../observe/json.ts'

/** What the conditions of a webhook say of a call. */
export type Judgement =
  | { readonly is: 'met' }
  | { readonly is: 'not met' }
  /** None says no, and some cannot be answered. */
  | { readonly is: 'unclear'; readonly why: string }

/** The variables of a condition. `oldObject` is none at a creation. */
export interface Asked {
  readonly object: unknown
  readonly request: unknown
}

export type Conditions = (asked: Asked) => Judgement

const ENVIRONMENT = new Environment({ unlistedVariablesAreDyn: true })

/** `matchConditions`, in CEL. Source: Kubernetes 1.36, `plugin/webhook/matchconditions`. */
export function conditionsOf(webhook: unknown): Conditions {
  const programs = list(webhook, 'matchConditions').map((one) => compiled(text(one, 'expression') ?? ''))
  return (asked) => {
    const results = programs.map((program) => program({ ...asked, oldObject: null }))
    if (results.some(({ value }) => value === false)) return { is: 'not met' }
    const problems = results.flatMap(({ problem }) => problem ?? [])
    if (problems.length === 0) return { is: 'met' }
    return { is: 'unclear', why: problems.length === 1 ? problems.join() : `[${problems.join(', ')}]` }
  }
}

interface Result {
  readonly value: unknown
  readonly problem?: string
}

function compiled(expression: string): (variables: Readonly<Record<string, unknown>>) => Result {
  const problemOf = (error: unknown): Result => ({
    value: undefined,
    problem: `expression '${expression}' resulted in error: ${messageOf(error).split('\n')[0] ?? ''}`,
  })
  try {
    const program = ENVIRONMENT.parse(expression)
    return (variables) => {
      try {
        return { value: program(variables) as unknown }
      } catch (error) {
        return problemOf(error)
      }
    }
  } catch (error) {
    const broken = problemOf(error)
    return () => broken
  }
}
