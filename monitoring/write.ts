import { mkdirSync, writeFileSync } from 'node:fs'
import { files } from './files.ts'

// `npm run dashboards:write`: the dashboards and rules of manifests/ from what is in this folder.
for (const { url, text } of files) {
  mkdirSync(new URL('.', url), { recursive: true })
  writeFileSync(url, text())
}
