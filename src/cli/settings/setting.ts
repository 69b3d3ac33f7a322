import type { TextType } from './text-types.ts'

/** A setting as it is described. */
export interface Setting {
  /** Heading in --help. */
  readonly topic: string
  readonly type: TextType<unknown>
  /** As one would write it; without one the setting may be missing. */
  readonly default?: string
  /** What stands for the value in --help. */
  readonly value: string
  readonly help: string
  /** The flag may be repeated, and the file may have a list. */
  readonly isList?: true
  /** Of pairs `name=value`, for which the file may have a mapping, too. */
  readonly isMap?: true
}
