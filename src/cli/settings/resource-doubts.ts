import { quoted } from './problems.ts'
import { splitExtra } from '../../telemetry/resource.ts'
import type { Environment } from '../config.ts'

/** What of `OTEL_RESOURCE_ATTRIBUTES` does not come into the traces. */
export const resourceDoubts = ({
  resourceAttributes,
  broken,
}: Pick<Environment, 'resourceAttributes' | 'broken'>): readonly string[] => [
  ...broken.map((part) => `OTEL_RESOURCE_ATTRIBUTES: ${quoted(part)} is not key=value; left out`),
  ...splitExtra(resourceAttributes).dropped.map(
    (key) => `OTEL_RESOURCE_ATTRIBUTES: ${key} names this process, not the pods in the traces; left out`,
  ),
]
