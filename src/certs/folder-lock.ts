import { DatabaseSync } from 'node:sqlite'

/** SQLite's code for "another has it". */
const BUSY = 5

/**
 * Does something while no other process does so with the same file. The kernel keeps the lock, through SQLite, which is
 * the one way to it that Node has: it is free when its process is gone, however that ended. The file stays, empty.
 *
 * @returns undefined, and does nothing, when another one has it
 * @throws when the file cannot be opened, with SQLite's own message
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T | undefined> {
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY) return undefined
    throw error
  }
  try {
    return await work()
  } finally {
    lock.close()
  }
}
