import { existsSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'

/**
 * How far a process, alone in its session, steps back behind others, or goes before them if negative. Needs root.
 *
 * Linux shares the CPU between sessions first (`sched_autogroup_enabled`), and a process's own niceness counts only
 * inside its session: what is to count between sessions is the session's.
 *
 * The process must be in that session already, as one that was spawned `detached` is: before, it would be the caller's.
 *
 * @param niceness -20 to 19
 */
export function setNiceness(pid: number, niceness: number): void {
  setPriority(pid, niceness)
  const session = `/proc/${String(pid)}/autogroup`
  if (existsSync(session)) writeFileSync(session, String(niceness))
}
