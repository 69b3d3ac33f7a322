import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = '/sys/fs/cgroup'

/** Makes a cgroup in every hierarchy (cgroup v1 has one a controller, v2 one for all). */
export function createCgroup(path: string): void {
  for (const hierarchy of hierarchies()) {
    let parent = hierarchy
    for (const name of path.split('/').filter((part) => part !== '')) {
      passOnControllers(parent)
      parent = join(parent, name)
      if (!existsSync(parent)) mkdirSync(parent)
    }
  }
}

/** With v2 a cgroup has the controllers that its parent passes on; with v1 there is nothing to do. */
function passOnControllers(cgroup: string): void {
  const controllers = join(cgroup, 'cgroup.controllers')
  if (!existsSync(controllers)) return
  for (const controller of readFileSync(controllers, 'utf8').trim().split(' ')) {
    if (controller !== '') writeFileSync(join(cgroup, 'cgroup.subtree_control'), `+${controller}`)
  }
}

/** Removes a cgroup and all below it, in every hierarchy, once its processes have ended. */
export function removeCgroups(path: string): void {
  const deadline = Date.now() + 5_000
  for (const hierarchy of hierarchies()) {
    const cgroup = join(hierarchy, path)
    while (existsSync(cgroup)) {
      try {
        removeTree(cgroup)
      } catch (error) {
        // A process that has just ended may still count as a member.
        if ((error as NodeJS.ErrnoException).code !== 'EBUSY' || Date.now() > deadline) throw error
      }
    }
  }
}

/** The files in a cgroup's folder cannot be removed, and need not. */
function removeTree(cgroup: string): void {
  for (const child of folders(cgroup)) removeTree(child)
  rmdirSync(cgroup)
}

const hierarchies = (): readonly string[] => (existsSync(join(ROOT, 'cgroup.procs')) ? [ROOT] : folders(ROOT))

const folders = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name))
