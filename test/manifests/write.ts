/** manifests:write: what in `manifests` is made of other files of it. */
import { existsSync, writeFileSync } from 'node:fs'
import { placesFor } from '../cluster/kit/places.ts'
import { DERIVED } from './derived.ts'
import { INSTALL, installText } from './install.ts'
import { inManifests } from './places.ts'

for (const { path, text } of DERIVED) writeFileSync(inManifests(path), text())
const { kubectl } = placesFor()
if (existsSync(kubectl)) writeFileSync(inManifests(INSTALL), installText(kubectl))
else {
  console.error(`no ${kubectl}: npm run cluster:build makes it; manifests/${INSTALL} is left as it is`)
  process.exitCode = 1
}
