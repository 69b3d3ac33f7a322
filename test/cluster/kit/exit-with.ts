/** Ends a script with what went wrong, without a stack: the message says what to do. */
export function exitWith(error: unknown): never {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
