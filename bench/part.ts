import type { Finding } from './figures/table.ts'
import type { LoadClient } from './load/client.ts'
import type { Outcome } from './load/job.ts'

/** How long a run takes. */
export interface Size {
  readonly rounds: number
  /** Of each server, before anything counts: to compile, to connect. */
  readonly warmUpSeconds: number
  /** How often each server has its turn in a round, and for how long. */
  readonly throughput: { readonly turns: number; readonly seconds: number }
  readonly reviews: { readonly turns: number; readonly seconds: number }
  /** How many pods the exporter beside the webhook reads, and how long it is watched before. */
  readonly sync: { readonly pods: number; readonly quietSeconds: number }
  /** By the number of clients: how many pods each variant has created in a turn. */
  readonly creates: { readonly turns: number; readonly pods: Readonly<Record<number, number>> }
}

export interface Bench {
  readonly size: Size
  readonly client: LoadClient
  /** A folder that goes away at the end. */
  readonly folder: string
  /** Progress. */
  say(line: string): void
  /** Something that makes the figures worthless; all are told at the end. */
  problem(text: string): void
  /** What is to end when the process does, however it ends. */
  atEnd(end: () => void): void
}

/** What one part of the bench found. */
export interface Result {
  readonly tables: readonly string[]
  readonly findings: readonly Finding[]
  /** For the JSON file. */
  readonly figures: object
}

/** What failed in a load is told at the end: figures of the rest alone might look better than they are. */
export function countFailures(bench: Bench, what: string, outcome: Outcome): Outcome {
  for (const [why, count] of Object.entries(outcome.failures)) bench.problem(`${what}: ${count} times ${why}`)
  return outcome
}
