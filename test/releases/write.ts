import { existsSync, writeFileSync } from 'node:fs'
import { ASKED } from './asked.ts'
import { caseOf } from './contract.ts'
import { CURRENT, fileOf } from './release.ts'

// `npm run releases:write`: the file of a new release. One that is there is never written again: people have its stamps.
const file = fileOf(CURRENT)
if (existsSync(file)) {
  console.error(`${CURRENT}.json is there already; a stamp that changes needs a new version`)
  process.exitCode = 1
} else {
  writeFileSync(file, `${JSON.stringify(ASKED.map(caseOf), null, 2)}\n`)
}
