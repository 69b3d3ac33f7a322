import { readFileSync } from 'node:fs'
import packageJson from '../../package.json' with { type: 'json' }
import type { AdmissionRules } from '../../src/admission/decide.ts'
import type { TraceHeaders } from '../../src/admission/found-context.ts'

/** A pod as far as the stamp is concerned. */
export interface StampedPod {
  readonly metadata: {
    readonly name?: string
    readonly generateName?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec: { readonly containers: readonly object[]; readonly initContainers?: readonly object[] }
}

/** What the webhook is asked. */
export interface Asked {
  readonly title: string
  readonly sent: StampedPod
  readonly headers?: TraceHeaders
  readonly settings?: Partial<Pick<AdmissionRules, 'mode' | 'inject' | 'ratio' | 'prefix'>>
}

/** What an exporter makes of a stamp: the root span's place in the world of traces, its start, and whether it is sent. */
export interface Root {
  readonly stamp: unknown
  /** In `podstart_stamps_total`. */
  readonly counted: string
  readonly sent: boolean
  readonly start: string
  readonly traceId: string
  readonly spanId: string
  readonly sampled: boolean
  readonly parentSpanId?: string
  readonly traceState?: string
  readonly links: readonly string[]
}

/** One pod, as a release's webhook leaves it and as its exporter tells it. */
export interface Case extends Asked {
  readonly stored: StampedPod
  readonly root: Root
  /** As it is told where it was stamped an hour before it was created: a copy, made with the webhook away. */
  readonly copied: Root
}

export const CURRENT = packageJson.version

/** The releases whose stamps are read: this one, and the one before. */
export const RELEASES = ['0.1.0']

export const fileOf = (release: string): URL => new URL(`${release}.json`, import.meta.url)
export const casesOf = (release: string): readonly Case[] => JSON.parse(readFileSync(fileOf(release), 'utf8'))
