import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** All files below a folder, by their path in it, sorted; folders of these names are not looked into. */
export function filesBelow(folder: string, skip: readonly string[] = []): readonly string[] {
  const walk = (at: string): readonly string[] =>
    readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
      const path = join(at, entry.name)
      if (entry.isDirectory()) return skip.includes(entry.name) ? [] : walk(path)
      // A link could lead out of the folder, and nothing needs one.
      if (!entry.isFile()) throw new Error(`${path} is neither a file nor a folder`)
      return [relative(folder, path)]
    })
  return walk(folder).toSorted()
}

/** Writes a file that its owner alone may change, with the folders it needs. */
export function put(path: string, content: Buffer | string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  chmodSync(path, mode)
}

/** Copies what the file or the link's target holds; not its mode, owner or times. */
export const copy = (from: string, to: string, mode?: number): void => put(to, readFileSync(from), mode)

/** Gives everything below a folder, and itself, the same time, and folders the mode of files. */
export function settle(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) settle(path)
    else utimesSync(path, 0, 0)
  }
  chmodSync(folder, 0o755)
  utimesSync(folder, 0, 0)
}
