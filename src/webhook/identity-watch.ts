import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../observe/clip.ts'
import { readIdentity, type FileText, type Identity, type IdentityFiles, type Unusable } from './identity.ts'

export interface IdentityPaths {
  readonly cert: string
  readonly key: string
  readonly clientCa?: string
}

/** A mounted Secret changes by a link that is put elsewhere, of which no watch of its files tells. */
const LOOK_EVERY_MS = 1_000

/**
 * Reads the files now and then again and again until `signal` aborts.
 *
 * @param tell hears of what the files hold whenever that has changed
 * @returns after the first look
 */
export async function watchIdentity(
  paths: IdentityPaths,
  tell: (identity: Identity | Unusable) => void,
  signal: AbortSignal,
): Promise<void> {
  let last: string | undefined
  const look = async (): Promise<void> => {
    const files = await readAll(paths)
    const now = JSON.stringify(files)
    if (now === last || signal.aborted) return
    last = now
    tell(readIdentity(files))
  }
  await look()
  void lookAgain(look, signal)
}

async function lookAgain(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
    if (!signal.aborted) await look()
  }
}

async function readAll({ cert, key, clientCa }: IdentityPaths): Promise<IdentityFiles> {
  const [certFile, keyFile, caFile] = await Promise.all([
    read(cert),
    read(key),
    clientCa === undefined ? undefined : read(clientCa),
  ])
  return { cert: certFile, key: keyFile, ...(caFile !== undefined && { clientCa: caFile }) }
}

async function read(path: string): Promise<FileText> {
  try {
    return { path, text: await readFile(path, 'utf8') }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return { path, why: code === 'ENOENT' ? 'no such file' : messageOf(error) }
  }
}
