import { accessSync, constants, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

/** Administrators' folders, which a PATH need not have. */
const SBIN = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/** The PATH for all that the cluster runs. */
export const toolPath = (path = process.env['PATH'] ?? ''): string => [path, ...SBIN].join(':')

/** Something that must be there, a command or an absolute path, and the Debian package that brings it. */
const DEBIAN: ReadonlyMap<string, string> = new Map(
  readFileSync(new URL('packages.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [tool = '', debian = ''] = line.split(' ')
      return [tool, debian]
    }),
)

export const ALL_TOOLS: readonly string[] = [...DEBIAN.keys()]

export const NEEDS_ROOT = 'the test cluster needs root: it makes namespaces and mounts'

/** The machine, as far as the cluster asks for things of it. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly uid: number | undefined
  has(tool: string): boolean
}

export const thisMachine = (path = toolPath()): Machine => ({
  platform: process.platform,
  uid: process.getuid?.(),
  has: (tool) =>
    isAbsolute(tool) ? isThere(tool) : path.split(':').some((folder) => isThere(join(folder, tool), constants.X_OK)),
})

function isThere(path: string, mode = constants.F_OK): boolean {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}

/** What the machine lacks of these tools, and root if it is needed too: all of it in one message. */
export function lacking(
  tools: readonly string[],
  { root = false, machine = thisMachine() }: { root?: boolean; machine?: Machine } = {},
): string | undefined {
  if (machine.platform !== 'linux') return 'the test cluster needs Linux'
  const missing = [...new Set(tools)].filter((tool) => !machine.has(tool))
  const packages = [...new Set(missing.flatMap((tool) => DEBIAN.get(tool) ?? []))]
  const lines = [
    ...(root && machine.uid !== 0 ? [NEEDS_ROOT] : []),
    ...(missing.length > 0 ? [`the test cluster misses ${missing.join(', ')}`] : []),
    ...(packages.length > 0 ? [`  apt-get install -y --no-install-recommends ${packages.join(' ')}`] : []),
    ...(missing.includes('go') ? ['  Go 1.26 or later from https://go.dev/dl (Debian 12 has none so new)'] : []),
  ]
  return lines.length > 0 ? lines.join('\n') : undefined
}
