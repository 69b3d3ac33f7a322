import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServingPair } from './authority.ts'

/** A folder like a Secret's volume: its files change all at once, by a link to another folder. */
export interface MountedSecret {
  readonly cert: string
  readonly key: string
  put(pair: ServingPair): void
  remove(): void
}

/** Source: Kubernetes 1.36, `pkg/volume/util/atomic_writer.go`. */
export function mountSecret(): MountedSecret {
  const folder = mkdtempSync(join(tmpdir(), 'podstart-secret-'))
  const inFolder = (...names: readonly string[]) => join(folder, ...names)
  for (const name of ['tls.crt', 'tls.key']) symlinkSync(join('..data', name), inFolder(name))
  let version = 0
  let last: string | undefined
  return {
    cert: inFolder('tls.crt'),
    key: inFolder('tls.key'),
    put({ cert, key }) {
      const next = `..${(version += 1)}`
      mkdirSync(inFolder(next))
      writeFileSync(inFolder(next, 'tls.crt'), cert)
      writeFileSync(inFolder(next, 'tls.key'), key, { mode: 0o600 })
      symlinkSync(next, inFolder('..data_tmp'))
      renameSync(inFolder('..data_tmp'), inFolder('..data'))
      if (last !== undefined) rmSync(inFolder(last), { recursive: true })
      last = next
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
