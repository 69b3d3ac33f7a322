import type { Files } from './files.ts'

/** Something that people may have to see to; it may be well by itself the next time. */
export interface Failure {
  readonly is: 'failed'
  readonly why: string
}

export const failed = (why: string): Failure => ({ is: 'failed', why })

/** Another one was quicker: what was read is not there any more. */
export interface Conflict {
  readonly is: 'conflict'
}

export interface Held {
  readonly is: 'held'
  readonly files: Files
  /** Changes with every write, whoever wrote. */
  readonly version: string
}

export interface Written {
  readonly is: 'written'
}

/** Where the certificates are kept. */
export interface Store {
  /** As a sentence names it. */
  readonly name: string
  read(): Promise<Held | Failure>
  /** All files, in place of those of `version`: what is not among them goes. */
  write(files: Files, version: string): Promise<Written | Conflict | Failure>
}
