/** npm run image [-- FOLDER]: podstart's image as an OCI layout, without a container engine. */
import { rmSync } from 'node:fs'
import { buildImage, versionOf } from './compile.ts'
import { writeLayout } from './oci.ts'

const [folder = 'podstart.oci'] = process.argv.slice(2)
const began = performance.now()
const image = buildImage()
rmSync(folder, { recursive: true, force: true })
const digest = writeLayout(folder, image, versionOf())
const megabytes = image.layers.map(({ gzip }) => `${(gzip.length / 1e6).toFixed(1)} MB`)
console.log(`podstart:${versionOf()} in ${folder}, ${((performance.now() - began) / 1000).toFixed(1)} s
  ${digest}
  layers ${megabytes.join(', ')} (compressed)
  skopeo copy oci:${folder}:${versionOf()} docker://REGISTRY/podstart:${versionOf()}`)
