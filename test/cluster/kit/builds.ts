import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { guard } from './guard.ts'
import { buildImages } from './images.ts'
import { waitForLock } from './lock.ts'
import { lacking } from './packages.ts'
import type { Places } from './places.ts'

/** What a build makes, about how long that takes, and with what. */
interface Recipe {
  readonly at: (places: Places) => string
  readonly about: string
  readonly needs: readonly string[]
}

const C = ['gcc', '/usr/include/stdio.h']

/** What is built once and kept. */
const BUILDS = {
  images: { at: ({ images }) => images, about: 'half a minute', needs: [...C, 'busybox', 'tar'] },
  jaeger: { at: ({ jaeger }) => jaeger, about: '5 minutes', needs: ['go'] },
  containerd: { at: ({ containerd }) => containerd, about: '2 minutes', needs: ['go', ...C] },
  helm: { at: ({ helm }) => helm, about: '3 minutes', needs: ['go'] },
  kubernetes: { at: ({ hyperkube }) => hyperkube, about: '10 minutes', needs: ['go', ...C] },
} satisfies Record<string, Recipe>

export type Build = keyof typeof BUILDS
export const ALL_BUILDS = Object.keys(BUILDS) as readonly Build[]

const isThere = (build: Build, places: Places): boolean => existsSync(BUILDS[build].at(places))

/** What it takes to build what is not there yet. */
export const toolsToBuild = (builds: readonly Build[], places: Places): readonly string[] =>
  builds.filter((build) => !isThere(build, places)).flatMap((build) => BUILDS[build].needs)

/** Builds what is not there yet. Two at the same time are one after the other. */
export async function ensureBuilt(
  builds: readonly Build[],
  places: Places,
  say: (line: string) => void = (line) => console.log(`build: ${line}`),
): Promise<void> {
  const missing = builds.filter((build) => !isThere(build, places))
  if (missing.length === 0) return
  const problem = lacking(toolsToBuild(builds, places))
  if (problem !== undefined) throw new Error(problem)
  const lock = await waitForLock('podstart-cluster-build', say)
  try {
    // Another process may have built it while this one waited.
    for (const build of missing.filter((name) => !isThere(name, places))) {
      say(`${build}, about ${BUILDS[build].about}`)
      const began = performance.now()
      mkdirSync(places.root, { recursive: true })
      await (build === 'images' ? buildImages(places.images) : runScript(build, places))
      say(`${build} took ${((performance.now() - began) / 1000).toFixed(0)} s`)
    }
  } finally {
    lock.release()
  }
}

async function runScript(build: Exclude<Build, 'images'>, { root, versions }: Places): Promise<void> {
  const script = fileURLToPath(new URL(`build-${build}`, import.meta.url))
  // A process group of its own, so that a signal to this process alone ends the compilers too.
  const child = spawn(script, [versions[build]], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TEST_CLUSTER_DIR: root },
    detached: true,
  })
  const end = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
  }
  const ending = guard(end)
  const [code] = (await once(child, 'close')) as [number | null]
  ending.release()
  if (code !== 0) throw new Error(`build-${build} failed`)
}
