import { criticalPath, pathText } from '../insight/critical-path.ts'
import { summaryOf } from '../insight/summary.ts'
import { minus, toMillis, type Nanos } from '../observe/nanos.ts'
import type { Boundary } from '../timeline/boundary.ts'
import type { ContainerView } from '../timeline/pod-view.ts'
import type { Blame } from '../timeline/blame.ts'
import type { Stage } from '../timeline/stage.ts'
import type { Standing } from '../timeline/startup.ts'
import { ATTRIBUTES as A, WORKLOAD_ATTRIBUTES } from './names.ts'
import type { Attributes } from './span-record.ts'

/** Which pod: on every span, so that any of them can be searched by it. */
export function podAttributes({ view }: Standing): Attributes {
  const { pod, node, uid } = view
  const { kind, name } = pod.workload
  const key = WORKLOAD_ATTRIBUTES[kind ?? '']
  return {
    [A.namespace]: pod.namespace,
    [A.podName]: pod.name,
    [A.podUid]: uid,
    ...(node === undefined ? {} : { [A.nodeName]: node }),
    [A.workload]: name,
    ...(key === undefined ? {} : { [key]: name }),
  }
}

/** How a span's ends are known: the whole width of the bounds of each. */
export function boundsAttributes(from: Boundary, to: Boundary): Attributes {
  return {
    [A.startSource]: from.source,
    [A.startUncertainty]: widthOf(from),
    [A.endSource]: to.source,
    [A.endUncertainty]: widthOf(to),
    ...(from.conflict || to.conflict ? { [A.clockConflict]: true } : {}),
  }
}

const widthOf = ({ earliest, latest }: Boundary): number => toMillis((latest - earliest) as Nanos)

/** The answer: how it ended, what stood in the way, what took the time. */
export function rootAttributes(startup: Standing): Attributes {
  const { stamp, blame, outcome } = startup
  return {
    ...podAttributes(startup),
    [A.outcome]: outcome,
    [A.summary]: summaryOf(startup),
    [A.criticalPath]: pathText(criticalPath(startup)),
    [A.stamp]: stamp.trusted ? 'trusted' : stamp.why,
    ...(outcome === 'stuck' ? { [A.lastChange]: toMillis(minus(startup.lastChangeAt, startup.start.at)) } : {}),
    ...(blame?.stage === undefined ? {} : { [A.blockingStage]: blame.stage }),
    ...(blame?.container === undefined ? {} : { [A.containerName]: blame.container }),
    ...boundsAttributes(startup.start, startup.end),
  }
}

export function problemAttributes({ reason, message, exitCode }: Blame): Attributes {
  return {
    ...(reason === undefined ? {} : { [A.reason]: reason }),
    ...(message === undefined ? {} : { [A.message]: message }),
    ...(exitCode === undefined ? {} : { [A.exitCode]: exitCode }),
  }
}

export function containerAttributes({ spec }: ContainerView): Attributes {
  return {
    [A.containerName]: spec.name,
    [A.containerRole]: spec.role,
    ...(spec.image === undefined ? {} : imageAttributes(spec.image)),
  }
}

// registry:port/path/name:tag@sha256:…: a colon before the last slash belongs to a port. Anybody may write an image with
// line breaks: without `s` each of its @ would be tried to the end.
const TAG = /^(?<name>.+?)(?::(?<tag>[^:/@]+))?(?:@.+)?$/s

function imageAttributes(image: string): Attributes {
  const { name = image, tag } = TAG.exec(image)?.groups ?? {}
  return { [A.imageName]: name, ...(tag === undefined ? {} : { [A.imageTags]: [tag] }) }
}

/** What the `Pulled` Event tells of a pull. */
export function pullAttributes({ container, names, open }: Stage): Attributes {
  if (container === undefined || !names.includes('pull')) return {}
  const reports = container.events.flatMap(({ fact: { meaning } }) =>
    meaning.is === 'pulled' ? (meaning.report ?? []) : [],
  )
  const attempts = container.events.filter(({ fact }) => fact.meaning.is === 'pulling').map(({ fact }) => fact.count)
  const tried = attempts.length === 0 ? {} : { [A.pullAttempts]: Math.max(...attempts) }
  const [report] = reports
  // Of a pull that was cut off, what was told of it later is not told.
  if (report === undefined || open) return tried
  if (report.kind === 'cached') return { [A.pullCached]: true }
  return {
    ...tried,
    [A.pullCached]: false,
    [A.pullTransfer]: toMillis(report.transfer),
    [A.pullWait]: toMillis((report.total - report.transfer) as Nanos),
    ...(report.imageSize === undefined ? {} : { [A.imageSize]: Number(report.imageSize) }),
  }
}
