/**
 * What a command's exit code tells a script. `unread`: the reader of its output went away before the end; as the shell
 * has it of a program that SIGPIPE ended.
 */
export const EXIT = { ok: 0, failed: 1, badInput: 2, notStarted: 3, interrupted: 130, unread: 141 } as const
