import { mkdirSync, writeFileSync } from 'node:fs'
import { dump } from './dump.ts'
import { goldenCases } from './expected.ts'
import { metricsPages } from './metrics-pages.ts'

// `npm run golden:write`: takes what the code says now for right. Read the diff before you commit it.
for (const { recording, settings, file } of goldenCases) {
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(file, dump(recording, settings))
}
for (const { file, page } of metricsPages) writeFileSync(file, await page())
