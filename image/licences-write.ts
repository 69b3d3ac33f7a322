/** npm run licences:write: writes THIRD-PARTY-LICENSES.md, unless a package may not be in the image. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './app.ts'
import { licenceList, licensed, problemsOf } from './licences.ts'
import { productionPackages, readLock } from './packages.ts'

const packages = licensed(ROOT, productionPackages(readLock(ROOT)))
const problems = problemsOf(packages)
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
} else {
  writeFileSync(join(ROOT, 'THIRD-PARTY-LICENSES.md'), licenceList(packages))
}
