import { applyPatch } from 'rfc6902'
import { decide } from '../../src/admission/decide.ts'
import { readReview } from '../../src/admission/review.ts'
import { countedStamp } from '../../src/exporter/counted-stamp.ts'
import { createPipeline, type Told } from '../../src/exporter/pipeline.ts'
import { DEFAULT_PREFIX } from '../../src/observe/annotation-keys.ts'
import { formatTimestamp } from '../../src/observe/timestamp.ts'
import { ATTRIBUTES } from '../../src/telemetry/names.ts'
import { spansOf } from '../../src/telemetry/spans.ts'
import { formatContext } from '../../src/trace/traceparent.ts'
import { createCounts } from '../../src/tracker/counts.ts'
import { createSampler, SAMPLER_RULES } from '../../src/tracker/sampler.ts'
import { createTracker, TRACKER_SETTINGS } from '../../src/tracker/tracker.ts'
import { AT_ONCE, FRESH, RULES } from '../unit/admission/given.ts'
import { at, running, setUp, startedBy, story } from '../support/story.ts'
import type { Asked, Case, Root, StampedPod } from './release.ts'

/** What this webhook makes of a pod. */
export function stamped({ sent, headers = {}, settings = {} }: Asked): StampedPod {
  const object = structuredClone(sent)
  const review = readReview({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: 'u-1',
      operation: 'CREATE',
      resource: { group: '', version: 'v1', resource: 'pods' },
      namespace: 'shop',
      object,
    },
  })
  if (review.is !== 'pod created') throw new Error(`expected a pod, got ${JSON.stringify(review)}`)
  const decision = decide(review, headers, AT_ONCE, FRESH, { ...RULES, ...settings })
  const failures = applyPatch(object, decision.is === 'stamped' ? [...decision.patch] : []).filter(Boolean)
  if (failures.length > 0) throw new Error(JSON.stringify(failures))
  return object
}

/**
 * What this exporter tells of a pod that is stored so, and starts: watch items in, spans out. It has no ratio of its own:
 * what it knows of one, the stamp says.
 */
export function toldOf({ metadata, spec }: StampedPod, settings: Asked['settings'] = {}): Told {
  const { prefix = DEFAULT_PREFIX, mode = 'link' } = settings
  const { name = 'web-abcde', ...others } = metadata
  const containers = spec.containers as readonly Readonly<Record<string, unknown>>[]
  const { items } = startedBy(setUp(story({ name, metadata: others, containers })), 'app', 100).ready(200, [
    running('app', 170),
  ])
  const pipeline = createPipeline(createTracker({ ...TRACKER_SETTINGS, prefix }), {
    spans: { mode },
    sampler: createSampler({ ...SAMPLER_RULES, mode }, createCounts()),
  })
  for (const item of items) pipeline.take(item.watch, item)
  const [told, ...more] = pipeline.sweep(at(60_000))
  if (told === undefined || more.length > 0) throw new Error('expected one startup')
  return told
}

/** What becomes of the stamp in it. */
function rootIn({ startup, sampling, trace }: Told, { mode = 'link' }: NonNullable<Asked['settings']>): Root {
  const [root] = trace ?? spansOf(startup, { mode })
  if (root === undefined) throw new Error('expected a root')
  const { start, traceId, spanId, sampled, parentSpanId, traceState, links, attributes } = root
  return {
    stamp: attributes[ATTRIBUTES.stamp],
    counted: countedStamp(startup, []),
    sent: sampling.sent,
    start: formatTimestamp(start),
    traceId,
    spanId,
    sampled,
    ...(parentSpanId !== undefined && { parentSpanId }),
    ...(traceState !== undefined && { traceState }),
    links: links.map(formatContext),
  }
}

export const rootOf = (pod: StampedPod, settings: Asked['settings'] = {}): Root =>
  rootIn(toldOf(pod, settings), settings)

/** What this release makes of a case. */
export function caseOf(asked: Asked): Case {
  const stored = stamped(asked)
  const root = rootOf(stored, asked.settings)
  const copied = rootOf(anHourOlder(stored), asked.settings)
  return { ...asked, stored, root, copied }
}

/** Stamped an hour before it was created: as its copy is where the webhook was away. */
export const anHourOlder = (pod: StampedPod): StampedPod => JSON.parse(JSON.stringify(pod).replaceAll('T12:', 'T11:'))
