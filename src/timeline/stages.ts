import { later } from '../observe/nanos.ts'
import { keyOf, type Boundary, type ContainerEdge } from './boundary.ts'
import { chain, cut, type Link } from './chain.ts'
import { goodEnd } from './container-evidence.ts'
import { lastEdge } from './plan.ts'
import type { ContainerView, PodView } from './pod-view.ts'
import type { Boundaries } from './resolve.ts'
import type { Stage, StageName } from './stage.ts'
import { failedBeforeStart, type Problem } from './problem.ts'
import type { Stamp } from './stamp.ts'
import type { State } from './verdict.ts'
import { forgottenReady } from './was-ready.ts'

export interface StageInput {
  readonly view: PodView
  readonly stamp: Stamp
  readonly boundaries: Boundaries
  readonly outcome: State
  readonly start: Boundary
  readonly end: Boundary
  readonly problems: readonly Problem[]
  readonly culprit: Problem | undefined
}

/** The stages between the startup's start and its end, as fine as the evidence tells them apart. */
export function stagesOf(input: StageInput): readonly Stage[] {
  const pod = podStages(input)
  const containers = pod.next === undefined ? [] : containerStages(input, pod.next, pod.pending)
  const all = [...pod.stages, ...containers, ...readyStage(input, containers)]
  return all.flatMap((stage) => cut(stage, input.start, input.end))
}

interface PodStages {
  readonly stages: readonly Stage[]
  /** Names that could not be told apart from what follows. */
  readonly pending: readonly StageName[]
  /** Where the containers begin; none when they have not. */
  readonly next: Boundary | undefined
}

function podStages({ view, stamp, boundaries, outcome, end, culprit }: StageInput): PodStages {
  const at = (edge: Parameters<typeof keyOf>[0]) => within(boundaries.get(keyOf(edge)), end)
  const isStamped = stamp.trusted && !view.isStatic
  const first = at(isStamped || view.isStatic ? 'admitted' : 'persisted')
  if (first === undefined) return { stages: [], pending: [], next: undefined }
  const links: Link[] = [
    ...(isStamped ? [{ name: 'etcd write' as const, to: at('persisted') }] : []),
    ...(view.unscheduled ? [] : [{ name: 'schedule' as const, to: at('scheduled') }]),
    { name: 'pod setup', to: at('sandbox_ready') },
  ]
  const { stages, pending, last } = chain(first, links)
  if (pending.length === 0) return { stages, pending, next: last }
  const isPast = GOOD.includes(outcome) || hasContainerEvidence(view, boundaries, end) || isOfContainer(culprit)
  if (isPast) return { stages, pending, next: last }
  // A pod that has its node waits for no scheduler, even where nothing tells since when.
  const reached = view.node === undefined ? 0 : pending.indexOf('pod setup')
  const open = pending.slice(
    0,
    1 + Math.max(reached, culprit?.stage === undefined ? 0 : pending.indexOf(culprit.stage)),
  )
  return { stages: [...stages, { names: open, from: last, to: end, open: true }], pending: [], next: undefined }
}

/** All stages were got through, also those of which nothing is known any more. */
const GOOD: readonly State[] = ['ready', 'completed']

const within = (boundary: Boundary | undefined, end: Boundary): Boundary | undefined =>
  boundary === undefined || boundary.at > end.at ? undefined : boundary

const CONTAINER_ENDS: readonly ContainerEdge[] = ['pull_began', 'pulled', 'created', 'started']

/** A container got further than its pod's sandbox is known to have got: then the sandbox was there. */
function hasContainerEvidence(view: PodView, boundaries: Boundaries, end: Boundary): boolean {
  const isPast = ({ spec }: ContainerView) =>
    CONTAINER_ENDS.some((edge) => within(boundaries.get(keyOf(edge, spec.name)), end) !== undefined)
  return view.containers.some(isPast)
}

/** What went wrong came after the sandbox, of which nothing else tells. */
const isOfContainer = (culprit: Problem | undefined): boolean =>
  culprit?.container !== undefined && culprit.stage !== undefined && culprit.stage !== 'pod setup'

function containerStages(input: StageInput, first: Boundary, pending: readonly StageName[]): readonly Stage[] {
  const { view, end, problems } = input
  const stages: Stage[] = []
  let carried = pending
  // Where a container's first stage may have begun: the ends of what came before, the latest last. An init container
  // begins with the end of the one before it; of main containers that came running in one status none is the first.
  let begins: readonly Boundary[] = [first]
  for (const container of view.containers) {
    const own = stagesOfContainer(input, container, begins, carried)
    stages.push(...own.stages)
    carried = []
    if (container.spec.role === 'main' && failedBeforeStart(container, problems)) continue
    if (own.last === undefined) break
    begins = container.spec.role === 'main' ? [...begins, own.last] : [own.last]
  }
  return stages.filter(({ from }) => within(from, end) !== undefined)
}

interface ContainerStages {
  readonly stages: readonly Stage[]
  /** The end after which the next container's turn comes; none while it has not come. */
  readonly last: Boundary | undefined
}

function stagesOfContainer(
  input: StageInput,
  container: ContainerView,
  begins: readonly Boundary[],
  carried: readonly StageName[],
): ContainerStages {
  const links = linksOf(input, container)
  const pullBegan = within(input.boundaries.get(keyOf('pull_began', container.spec.name)), input.end)
  const firstEnd = links.find(({ to }) => to !== undefined)?.to
  const first = carried.length > 0 ? begins[0] : (pullBegan ?? beginningOf(begins, firstEnd))
  if (first === undefined) return { stages: [], last: undefined }
  const carriedLinks: readonly Link[] = carried.map((name) => ({ name, to: pullBegan }))
  const { stages, pending, last } = chain(first, [...carriedLinks, ...links])
  const told = stages.map((stage) => ({ ...stage, container }))
  const goesOn = nextTurn(input, container)
  if (pending.length === 0) return { stages: told, last: goesOn }
  if (GOOD.includes(input.outcome))
    return { stages: [...told, { names: pending, container, from: last, to: input.end, open: false }], last: goesOn }
  const open = openNames(pending, input.culprit, container, last, pullBegan !== undefined || told.length > 0)
  return { stages: [...told, { names: open, container, from: last, to: input.end, open: true }], last: goesOn }
}

/** The latest beginning that leaves the stage a length. It may as well have begun with the last one: the bounds say so. */
function beginningOf(begins: readonly Boundary[], end: Boundary | undefined): Boundary | undefined {
  const [begin, last] = [begins.findLast((one) => isBefore(one, end)) ?? begins[0], begins.at(-1)]
  return begin === undefined || last === undefined ? undefined : { ...begin, latest: later(begin.latest, last.latest) }
}

const isBefore = (one: Boundary, end: Boundary | undefined): boolean =>
  end === undefined || one.at < end.at || isExact(end)

const isExact = ({ source }: Boundary): boolean => source === 'event_name' || source === 'event_time'

function linksOf({ boundaries, end, outcome }: StageInput, { spec }: ContainerView): readonly Link[] {
  const at = (edge: ContainerEdge) => within(boundaries.get(keyOf(edge, spec.name)), end)
  const link = (name: StageName, edge: ContainerEdge): Link => ({ name, to: at(edge) })
  const isInit = spec.role === 'init'
  // A main container's run is told where it ended before the startup did: it crashed, or did what it was there for.
  const hasRun =
    outcome !== 'ready' && (at('finished') !== undefined || (outcome === 'completed' && spec.role === 'main'))
  const hasProbe = !isInit && spec.probes.length > 0 && (at('probe_passed') !== undefined || !hasRun)
  return [
    link('pull', 'pulled'),
    link('create', 'created'),
    link('start', 'started'),
    ...(hasProbe ? [link('probe', 'probe_passed')] : []),
    ...(isInit || hasRun ? [link('run', 'finished')] : []),
  ]
}

/** The boundary that the next container waits for; none while it has not come, or an init container ended badly. */
function nextTurn({ boundaries, end, outcome, culprit }: StageInput, container: ContainerView): Boundary | undefined {
  const { role, name } = container.spec
  if (role !== 'main' && outcome === 'crashed' && culprit?.container === name) return undefined
  if (role === 'init' && !container.statuses.some(({ fact }) => goodEnd(fact) !== undefined)) return undefined
  return within(boundaries.get(keyOf(lastEdge(container), name)), end)
}

/** Of the stages that were not got through: up to the one the problem names, else the first where it is known to be it. */
function openNames(
  pending: readonly StageName[],
  culprit: Problem | undefined,
  container: ContainerView,
  last: Boundary,
  told: boolean,
): readonly StageName[] {
  const isOurs = culprit?.stage !== undefined && culprit.container === container.spec.name
  const named = isOurs ? pending.indexOf(culprit.stage ?? 'ready') : -1
  if (told && isExact(last)) return pending.slice(0, Math.max(1, named + 1))
  if (named >= 0) return pending.slice(0, named + 1)
  const upToStart = pending.indexOf('start')
  return pending.slice(0, upToStart < 0 ? 1 : upToStart + 1)
}

/** From the last container's start, or probe, to Ready. */
function readyStage({ view, boundaries, outcome, end }: StageInput, containers: readonly Stage[]): readonly Stage[] {
  const isForgotten = outcome !== 'ready' && forgottenReady(view) !== undefined
  const ready = isForgotten ? undefined : within(boundaries.get(keyOf('ready')), end)
  const edges = view.containers.flatMap(({ spec }) =>
    spec.role === 'init'
      ? []
      : (boundaries.get(keyOf(spec.probes.length > 0 ? 'probe_passed' : 'started', spec.name)) ?? []),
  )
  const [first, ...rest] = edges.filter((one) => within(one, end) !== undefined)
  const notInit = view.containers.filter(({ spec }) => spec.role !== 'init')
  if (first === undefined || edges.length < notInit.length) return []
  const from = rest.reduce((a, b) => (b.at > a.at ? b : a), first)
  if (ready !== undefined) return [{ names: ['ready'], from, to: ready, open: false }]
  // What has run to its end waits for nothing more.
  const isOver = outcome === 'crashed' || outcome === 'completed' || containers.some(isRunOfMain)
  const isWaiting = !isOver && !containers.some(({ open }) => open)
  return isWaiting ? [{ names: ['ready'], from, to: end, open: true }] : []
}

const isRunOfMain = ({ names, container }: Stage): boolean => names.includes('run') && container?.spec.role === 'main'
