import { readFileSync } from 'node:fs'
import { text } from '../../src/observe/json.ts'
import { plus, seconds, type Nanos } from '../../src/observe/nanos.ts'
import type { WatchItem } from '../../src/observe/observe.ts'
import { startApiServer } from '../support/apiserver/apiserver.ts'
import { temporaryFolder } from '../support/cli.ts'
import { put, traceHere } from '../support/looking.ts'
import { readItems } from '../support/recordings.ts'
import { stillOf } from '../support/still.ts'

/** A moment of a recording, at which somebody asks for its first pod. */
export interface Picture {
  readonly title: string
  readonly recording: string
  /** Seconds after the pod was created. */
  readonly at: number
  /** 0 ready, completed or starting; 3 not going to be. */
  readonly code: 0 | 3
  /** They are kept for an hour. */
  readonly withoutEvents?: true
}

const row = (title: string, recording: string, at: number, code: 0 | 3 = 0): Picture => ({ title, recording, at, code })
const gone = (one: Picture): Picture => ({ ...one, withoutEvents: true })

const DAY = 86_400

export const PICTURES: readonly Picture[] = [
  row('ready', 'cold-pull', 60),
  row('ready, with init containers and a sidecar', 'init-and-sidecar', 60),
  row('just bound', 'cold-pull', 0.02),
  row('pulling', 'cold-pull', 0.25),
  row('probed', 'slow-readiness', 3),
  row('in its init containers', 'init-and-sidecar', 2.3),
  row('image not there', 'pull-backoff-then-ok', 20),
  row('got over it', 'pull-backoff-then-ok', 60),
  row('image never to be pulled', 'never-pull', 130, 3),
  row('name of an image that cannot be', 'invalid-image-name', 1),
  row('configuration missing', 'config-error-then-ok', 5),
  row('volume missing', 'missing-secret-volume-then-ok', 1),
  row('no sandbox', 'sandbox-failure-then-ok', 2),
  row('unschedulable', 'unschedulable-then-ok', 2),
  row('gated', 'scheduling-gate', 1),
  row('not ready, not yet given up', 'never-ready', 300),
  row('not ready, given up', 'never-ready', 700, 3),
  row('crashing', 'crash-loop', 13, 3),
  row('cannot be started', 'run-error', 10, 3),
  row('hook fails', 'post-start-hook-error', 10, 3),
  row('completed', 'job-succeeds', 60),
  gone(row('ready, a day ago', 'cold-pull', DAY)),
  gone(row('crashing for a day', 'crash-loop', DAY, 3)),
  gone(row('completed, a day ago', 'job-succeeds', DAY)),
]

const createdAt = (items: readonly WatchItem[]): Nanos =>
  items.find(({ watch, type, listed }) => watch === 'pods' && type === 'ADDED' && !listed)?.at ?? seconds(0)

/** What `podstart trace` writes of it. */
export async function take({ recording, at, withoutEvents }: Picture) {
  const items = readItems(recording)
  const now = plus(createdAt(items), seconds(at))
  const still = stillOf(items, now).filter(({ watch }) => withoutEvents !== true || watch === 'pods')
  const folder = temporaryFolder()
  const server = await startApiServer()
  try {
    put(server, still)
    const pod = still.find(({ watch }) => watch === 'pods')?.object
    const namespace = text(pod, 'metadata', 'namespace') ?? ''
    const jaeger = 'http://localhost:16686'
    return await traceHere(server, folder, text(pod, 'metadata', 'name') ?? '', { now, options: { namespace, jaeger } })
  } finally {
    await server.close()
    folder.remove()
  }
}

const fileOf = ({ title }: Picture): URL => new URL(`expected/${title.replaceAll(/\W+/g, '-')}.txt`, import.meta.url)

export const expectedOf = (picture: Picture): string => readFileSync(fileOf(picture), 'utf8')
export { fileOf }
