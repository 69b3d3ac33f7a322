import { parseContext } from '../trace/traceparent.ts'
import { FOREIGN_CONTEXTS } from './annotation-keys.ts'

/**
 * A pod's annotation in which others left a trace context, as it is; one that is sampled goes before all others.
 *
 * @returns undefined when there is none that can be read
 */
export function foreignContext(annotations: Readonly<Record<string, string>>): string | undefined {
  const readable = FOREIGN_CONTEXTS.flatMap((key) => {
    const value = annotations[key]
    const context = parseContext(value)
    return value === undefined || context === undefined ? [] : [{ value, context }]
  })
  return (readable.find(({ context }) => context.sampled) ?? readable[0])?.value
}
