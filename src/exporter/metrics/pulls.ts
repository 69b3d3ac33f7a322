import { counter, bounded, histogram } from '../../serve/metric-table.ts'
import { DURATIONS } from './startups.ts'

const BY_NODE = ['node', 'registry', 'repository'] as const

/** Of image pulls, as `Pulled` and `Failed` Events tell of them. */
export const PULL_METRICS = {
  podstart_image_pulls_total: bounded(
    counter('Image pulls, by what became of them.', ...BY_NODE, 'result'),
    ...BY_NODE,
  ),
  podstart_image_pull_wait_seconds: bounded(
    histogram('How long pulls waited in the queue of their node.', DURATIONS, ...BY_NODE),
    ...BY_NODE,
  ),
  podstart_image_pull_transfer_seconds: bounded(
    histogram('How long download and unpacking took, of pulls that moved an image.', DURATIONS, ...BY_NODE),
    ...BY_NODE,
  ),
  podstart_image_pull_size_bytes: bounded(
    histogram(
      'Sizes of the images that pulls moved.',
      [1e6, 5e6, 1e7, 2.5e7, 5e7, 1e8, 2.5e8, 5e8, 1e9, 2.5e9, 5e9, 1e10, 2e10],
      'registry',
      'repository',
    ),
    'registry',
    'repository',
  ),
} as const
