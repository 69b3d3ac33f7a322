/**
 * Scenarios in which one more look of the kubelet, or one less, shows: it looks about once a second, and here something
 * else takes about as long, or a look shows a back-off that the recording ended before.
 */
export const BY_CHANCE: readonly string[] = [
  'init-and-sidecar',
  'again/init-and-sidecar',
  'v1.34/init-and-sidecar',
  'crash-loop',
  'run-error',
]
