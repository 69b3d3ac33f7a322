import { expect } from 'chai'
import { describe, it } from 'mocha'
import { EXPORTER_SETTINGS } from '../../../../src/cli/settings/exporter-settings.ts'
import { METRIC_SETTINGS } from '../../../../src/cli/settings/metric-settings.ts'
import { COMMAND_KEYS, KEYS } from '../../../../src/cli/settings/settings.ts'
import { SHARED_SETTINGS } from '../../../../src/cli/settings/shared-settings.ts'
import { WEBHOOK_SETTINGS } from '../../../../src/cli/settings/webhook-settings.ts'

const TABLES = [EXPORTER_SETTINGS, METRIC_SETTINGS, WEBHOOK_SETTINGS, SHARED_SETTINGS].map((table) =>
  Object.keys(table),
)
const SHARED = [
  'excludeNamespaces',
  'samplingRatio',
  'samplingRatioByNamespace',
  'context',
  'annotationPrefix',
  'logLevel',
  'logFormat',
]

describe('the tables of settings', () => {
  it('have each key once: a second one would replace the first', () => {
    expect(KEYS).to.deep.equal(TABLES.flat())
  })
  it('give each command what is its own, and what is shared', () => {
    const [exporter = [], metrics = [], webhook = []] = TABLES
    expect(COMMAND_KEYS).to.deep.equal({
      exporter: [...exporter, ...metrics, ...SHARED],
      webhook: [...webhook, ...SHARED],
    })
  })
})
