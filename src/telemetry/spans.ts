import { tellsCause, type Blame } from '../timeline/blame.ts'
import type { Stage } from '../timeline/stage.ts'
import type { Note } from '../timeline/notes.ts'
import type { Standing } from '../timeline/startup.ts'
import { derivedSpanId } from '../trace/ids.ts'
import {
  boundsAttributes,
  containerAttributes,
  podAttributes,
  problemAttributes,
  pullAttributes,
  rootAttributes,
} from './attributes.ts'
import { ATTRIBUTES as A, CONTAINER_SPAN, RESUMED_SPAN, ROOT_SERVICE_PREFIX, ROOT_SPAN, SERVICES } from './names.ts'
import { rootContextOf, type ContextMode, type RootContext } from './root-context.ts'
import { withNotes } from './span-events.ts'
import type { Attributes, SpanRecord } from './span-record.ts'
import { layOut, type Extent, type Group, type Placed } from './lengths.ts'

export interface SpanSettings {
  readonly mode: ContextMode
  /** One service for all roots, instead of one for each workload. */
  readonly rootService?: string
}

/** The trace of a startup: the root first, each parent before its children. */
export function spansOf(startup: Standing, settings: SpanSettings): readonly SpanRecord[] {
  const context = rootContextOf(startup, settings.mode)
  const { root, groups } = layOut(startup)
  const tree = groups.flatMap((group) => {
    if (group.container === undefined)
      return group.stages.map((one) => stageSpan(startup, context, one, context.spanId))
    const parent = containerSpan(startup, context, group)
    return [parent, ...group.stages.map((one) => stageSpan(startup, context, one, parent.spanId))]
  })
  return withNotes([rootSpan(startup, context, settings, root), ...tree], startup)
}

const idOf = (startup: Standing, ...parts: readonly string[]) =>
  derivedSpanId(startup.view.uid, startup.resumed ? RESUMED_SPAN : ROOT_SPAN, ...parts)

const bare = { events: [], droppedEvents: 0, links: [] } as const

function rootSpan(startup: Standing, context: RootContext, settings: SpanSettings, { start, end }: Extent): SpanRecord {
  const { parent, links, traceId, spanId, sampled } = context
  const { serviceName, workload } = startup.view.pod
  return {
    ...bare,
    traceId,
    spanId,
    sampled,
    links,
    service: settings.rootService ?? `${ROOT_SERVICE_PREFIX}${serviceName ?? workload.name}`,
    name: startup.resumed ? RESUMED_SPAN : ROOT_SPAN,
    start,
    end,
    attributes: { ...rootAttributes(startup), ...(startup.blame === undefined ? {} : blamed(startup, startup.blame)) },
    ...(parent === undefined ? {} : { parentSpanId: parent.spanId, remoteParent: true }),
    ...(parent?.state === undefined ? {} : { traceState: parent.state }),
    ...(isError(startup) && startup.blame !== undefined ? { error: errorOf(startup, startup.blame) } : {}),
  }
}

/**
 * A deletion is somebody's wish: what the pod waited for then is told, but is no error. Nor is what every pod waits for
 * while it starts.
 */
const isError = ({ outcome, blame }: Standing): boolean =>
  blame !== undefined && outcome !== 'deleted' && (outcome !== 'starting' || tellsCause(blame))

/** `error.type` wants a word even where no reason is told. */
const errorOf = ({ outcome }: Standing, { reason }: Blame): string => reason ?? outcome

const ROLE_SUFFIX = { init: ' (init)', sidecar: ' (sidecar)', main: '' } as const

function containerSpan(startup: Standing, context: RootContext, group: Extract<Group, { extent: Extent }>): SpanRecord {
  const { container, stages, extent } = group
  const { name, role } = container.spec
  const [first, last] = [stages[0]?.stage.from ?? startup.start, stages.at(-1)?.stage.to ?? startup.end]
  const blame = startup.blame?.container === name ? startup.blame : undefined
  return {
    ...bare,
    ...child(context, extent, context.spanId),
    spanId: idOf(startup, CONTAINER_SPAN, name),
    service: SERVICES.kubelet,
    name: `${CONTAINER_SPAN} ${name}${ROLE_SUFFIX[role]}`,
    attributes: {
      ...podAttributes(startup),
      ...containerAttributes(container),
      ...(blame === undefined ? {} : blamed(startup, blame)),
      ...boundsAttributes(first, last),
    },
    ...(blame !== undefined && isError(startup) ? { error: errorOf(startup, blame) } : {}),
  }
}

function stageSpan(startup: Standing, context: RootContext, placed: Placed, parent: SpanRecord['spanId']): SpanRecord {
  const { stage } = placed
  const { blame, view } = startup
  const isBlamed =
    blame?.stage !== undefined && stage.names.includes(blame.stage) && sameContainer(stage, blame.container)
  const gates = stage.names.includes('ready') && view.pod.readinessGates.length > 0
  return {
    ...bare,
    ...child(context, placed, parent),
    spanId: idOf(startup, stage.names[0] ?? '', stage.container?.spec.name ?? ''),
    service: serviceOf(stage),
    name: stage.names.join('+'),
    attributes: {
      ...podAttributes(startup),
      ...(stage.container === undefined ? {} : containerAttributes(stage.container)),
      [A.stages]: stage.names,
      ...pullAttributes(stage),
      ...(gates ? { [A.readinessGates]: view.pod.readinessGates } : {}),
      ...(stage.open ? { [A.incomplete]: true } : {}),
      ...troubleOf(stage, startup.notes),
      ...(isBlamed ? blamed(startup, blame) : {}),
      ...boundsAttributes(stage.from, stage.to),
    },
    ...(isBlamed && isError(startup) ? { error: errorOf(startup, blame) } : {}),
  }
}

const blamed = (startup: Standing, blame: Blame): Attributes => ({
  ...problemAttributes(blame),
  ...(isError(startup) ? { [A.errorType]: errorOf(startup, blame) } : {}),
})

const child = (
  { traceId, sampled, parent }: RootContext,
  { start, end }: Extent,
  parentSpanId: SpanRecord['spanId'],
) => ({
  traceId,
  sampled,
  ...(parent?.state === undefined ? {} : { traceState: parent.state }),
  parentSpanId,
  start,
  end,
})

const sameContainer = ({ container }: Stage, name: string | undefined): boolean =>
  container === undefined || name === undefined || container.spec.name === name

/** What a stage had to get over, even if it did: so that a recovered pull is found by its reason too. */
function troubleOf(stage: Stage, notes: readonly Note[]): Attributes {
  const trouble = notes.findLast((note) => belongs(note, stage) && note.stage !== undefined)
  return trouble === undefined ? {} : { [A.reason]: trouble.reason }
}

const belongs = ({ stage: name, container }: Note, stage: Stage): boolean =>
  name !== undefined &&
  stage.names.includes(name) &&
  (container === undefined || stage.container?.spec.name === container)

const SERVICE_OF: Readonly<Record<string, string>> = { 'etcd write': SERVICES.apiserver, schedule: SERVICES.scheduler }
const serviceOf = ({ names }: Stage): string => SERVICE_OF[names.at(-1) ?? ''] ?? SERVICES.kubelet
