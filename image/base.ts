import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { copy, put } from './files.ts'
import { componentOf, node, printed, sbomOf, type Component, type Sbom } from './sbom.ts'

/** Where the base tells what is in it. */
export const BASE_SBOM = 'usr/share/podstart/base.cdx.json'

const USERS = ['root:x:0:0:root:/:/nologin', 'podstart:x:65532:65532:podstart:/:/nologin']
const GROUPS = ['root:x:0:', 'podstart:x:65532:']

const SMALL_FILES: Readonly<Record<string, readonly string[]>> = {
  'etc/passwd': USERS,
  'etc/group': GROUPS,
  // Kubernetes mounts hosts and resolv.conf; this is the order they are asked in.
  'etc/nsswitch.conf': ['hosts: files dns'],
}

/**
 * What node:24-slim would bring, made of this machine: the Node that runs this, the libraries it loads, and nothing else;
 * no shell, no package manager. The authorities that TLS trusts are in Node itself.
 *
 * @throws where Node's libraries belong to no Debian package.
 */
export function writeBase(out: string): void {
  const libraries = librariesOf(process.execPath)
  copy(process.execPath, join(out, 'usr/local/bin/node'), 0o755)
  for (const path of libraries) copy(path, join(out, path), 0o755)
  for (const [path, lines] of Object.entries(SMALL_FILES)) put(join(out, path), `${lines.join('\n')}\n`)
  copy('/etc/os-release', join(out, 'etc/os-release'))
  const packages = debianPackages(libraries)
  for (const { name } of packages) copy(copyrightOf(name), join(out, copyrightOf(name)))
  put(join(out, BASE_SBOM), printed(baseSbom(packages)))
}

/** The shared libraries a program loads, the loader among them, as absolute paths. */
export function librariesOf(program: string): readonly string[] {
  const lines = output('ldd', [program]).split('\n')
  // `libc.so.6 => /lib/…/libc.so.6 (0x…)` and `/lib64/ld-linux-x86-64.so.2 (0x…)`; the kernel's own has no path.
  return lines.flatMap((line) => /(?:=> |^\s*)(\/\S+) \(0x/.exec(line)?.[1] ?? []).toSorted()
}

interface DebianPackage {
  readonly name: string
  readonly version: string
  readonly architecture: string
}

const copyrightOf = (name: string): string => `/usr/share/doc/${name}/copyright`

function debianPackages(paths: readonly string[]): readonly DebianPackage[] {
  const names = new Set(paths.map(packageOf))
  return [...names].toSorted().map((name) => {
    const [version = '', architecture = ''] = output('dpkg-query', [
      '--show',
      '--showformat',
      '${Version} ${Architecture}',
      name,
    ]).split(' ')
    return { name: name.replace(/:.*/, ''), version, architecture }
  })
}

/** With the architecture, as dpkg names it: `libc6:amd64`. */
function packageOf(path: string): string {
  // Packages name their files below /lib or /usr/lib, and the one may be a link to the other.
  const merged = realpathSync(path).replace(/^\/usr/, '')
  for (const asked of [merged, `/usr${merged}`]) {
    const found = /^(\S+): \//m.exec(spawnSync('dpkg-query', ['--search', asked], { encoding: 'utf8' }).stdout ?? '')
    if (found?.[1] !== undefined) return found[1]
  }
  throw new Error(`${path} belongs to no Debian package: the image can be made on Debian and its like only`)
}

function baseSbom(packages: readonly DebianPackage[]): Sbom {
  const { ID: distribution = 'debian', VERSION_ID: release = '' } = osRelease()
  const components = packages.map(({ name, version, architecture }): Component => {
    const flags = `arch=${architecture}&distro=${distribution}-${release}`
    return componentOf(
      'library',
      name,
      version,
      `pkg:deb/${distribution}/${encodeURIComponent(name)}@${encodeURIComponent(version)}?${flags}`,
    )
  })
  const about = componentOf('operating-system', distribution, release, `pkg:generic/${distribution}@${release}`)
  return sbomOf(about, [node(process.version), ...components])
}

function osRelease(): Readonly<Record<string, string>> {
  if (!existsSync('/etc/os-release')) return {}
  const lines = readFileSync('/etc/os-release', 'utf8').matchAll(/^(\w+)="?([^"\n]*)"?$/gm)
  return Object.fromEntries([...lines].map(([, key = '', value = '']) => [key, value]))
}

function output(command: string, args: readonly string[]): string {
  const { stdout, stderr, status, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.trim()}`)
  return stdout.trim()
}
