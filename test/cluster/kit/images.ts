import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { baseLayer, noiseLayer } from './image-layers.ts'
import { IMAGES } from './image-table.ts'
import { storeImage } from './registry-storage.ts'
import { run } from './run.ts'

/** Makes all images, and the program that waits in the pods' and the cluster's first process. */
export async function buildImages(folder: string): Promise<void> {
  const partial = `${folder}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  const pause = join(partial, 'pause')
  await run(['gcc', '-static', '-O2', '-o', pause, new URL('pause.c', import.meta.url).pathname])
  const busybox = await staticBusybox()
  for (const [image, { base, noise = [] }] of Object.entries(IMAGES)) {
    const layers = [baseLayer(image, base, { pause, busybox }), ...noise.map(noiseLayer)]
    const command = base === 'pause' ? ['/pause'] : ['/bin/sleep', '3600']
    storeImage(partial, image, { config: { Cmd: command, Env: ['PATH=/bin'] }, layers })
  }
  // Whole or not at all.
  renameSync(partial, folder)
}

/** Debian has two packages; the other one's would not run in an image without libraries. */
async function staticBusybox(): Promise<string> {
  const path = (await run(['sh', '-c', 'command -v busybox'])).trim()
  const libraries = await run(['sh', '-c', 'ldd "$1" 2>&1 || true', 'sh', path])
  if (!libraries.includes('not a dynamic')) throw new Error(`${path} is not static: apt-get install busybox-static`)
  return path
}
