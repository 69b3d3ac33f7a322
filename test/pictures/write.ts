import { writeFileSync } from 'node:fs'
import { fileOf, PICTURES, take } from './cases.ts'

for (const picture of PICTURES) {
  const { stdout } = await take(picture)
  writeFileSync(fileOf(picture), stdout)
}
