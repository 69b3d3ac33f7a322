import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../observe/clip.ts'
import { FILE_NAMES, filesOf, isKey, type FileName, type Files } from './files.ts'
import { withLock } from './folder-lock.ts'
import { failed, type Store } from './store.ts'

/**
 * A folder, made when something is written. One file after another is put in its place, so a process that ends in the
 * middle leaves old and new ones: then a key may not fit its certificate, and what is not yet in service is still there.
 */
export function createFolderStore(folder: string): Store {
  const why = (error: unknown) => failed(`cannot use the folder ${folder}: ${messageOf(error)}`)
  return {
    name: `folder ${folder}`,
    async read() {
      try {
        const files = await readAll(folder)
        return { is: 'held', files, version: versionOf(files) }
      } catch (error) {
        return why(error)
      }
    },
    async write(files, version) {
      try {
        await mkdir(folder, { recursive: true })
        const written = await withLock(join(folder, '.lock'), async () => {
          if (versionOf(await readAll(folder)) !== version) return undefined
          await writeAll(folder, files)
          return { is: 'written' as const }
        })
        return written ?? { is: 'conflict' }
      } catch (error) {
        return why(error)
      }
    },
  }
}

async function readAll(folder: string): Promise<Files> {
  const contents = await Promise.all(FILE_NAMES.map(async (name) => [name, await readOne(join(folder, name))] as const))
  const byName = new Map<FileName, string | undefined>(contents)
  return filesOf((name) => byName.get(name))
}

async function readOne(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

const versionOf = (files: Files): string =>
  createHash('sha256')
    .update(JSON.stringify(FILE_NAMES.map((name) => files[name] ?? null)))
    .digest('hex')

async function writeAll(folder: string, files: Files): Promise<void> {
  const before = await readAll(folder)
  for (const name of FILE_NAMES) {
    const content = files[name]
    if (content !== undefined && content !== before[name]) await replace(folder, name, content)
  }
  // A power cut after this may not bring back what was before, when what was instead of it is gone.
  await flush(folder)
  for (const name of FILE_NAMES.filter((one) => files[one] === undefined)) await rm(join(folder, name), { force: true })
}

/** Only who has the lock writes, so a part that was left behind is nobody's. */
async function replace(folder: string, name: FileName, content: string): Promise<void> {
  const part = join(folder, `.${name}.part`)
  await rm(part, { force: true })
  const handle = await open(part, 'wx', isKey(name) ? 0o600 : 0o644)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(part, join(folder, name))
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch {
    // Some network file systems have no such thing for folders; what then comes back is mended by the next look.
  } finally {
    await handle.close()
  }
}
