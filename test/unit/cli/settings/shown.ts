import { readEnvironment } from '../../../../src/cli/config.ts'
import { inForce } from '../../../../src/cli/settings/in-force.ts'
import { loadSettings, type Given } from '../../../../src/cli/settings/load-settings.ts'
import { otlpTarget } from '../../../../src/cli/settings/otlp-target.ts'
import { SHOW, type Format } from '../../../../src/cli/settings/show.ts'

/** What `podstart config` shows. */
export function shown(format: Format, given: Partial<Given>, env: Readonly<Record<string, string>> = {}): string {
  const loaded = loadSettings({ flags: {}, variables: {}, ...given })
  const environment = readEnvironment(env)
  const target = otlpTarget(environment.otel, () => true)
  if (!loaded.ok || !target.ok) throw new Error('expected settings that are good')
  return SHOW[format](inForce(loaded, target, environment))
}

/** From every place. */
export const GIVEN: Partial<Given> = {
  flags: { namespace: ['shop', 'web'], deadline: '300s' },
  variables: { PODSTART_ROOT_SERVICE: '- "a": # b', PODSTART_CLUSTER_NAME: '0123' },
  file: { name: 'conf/a.yaml', text: 'listen: ":9464"\nmaxPods: 7\nlabelSelector: app in (a, b),!c\n' },
}
