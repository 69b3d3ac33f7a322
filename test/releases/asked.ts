import { ADMITTED_AT, parentOf } from '../unit/admission/given.ts'
import type { Asked, StampedPod } from './release.ts'

const pod = (metadata: StampedPod['metadata'] = {}, container: object = {}): StampedPod => ({
  metadata: { name: 'web', ...metadata },
  spec: { containers: [{ name: 'app', image: 'registry/app:1', ...container }] },
})
const CONTEXT = { annotations: { 'tracing.k8s.io/traceparent': parentOf('a') } }
const UNSAMPLED = { annotations: { 'tracing.k8s.io/traceparent': parentOf('a', '00') } }
const WITH_STATE = { annotations: { 'opentelemetry.io/traceparent': `${parentOf('a')} vendor=1,ot=th:8` } }
const COPY = {
  annotations: {
    'podstart.dev/traceparent': parentOf('e'),
    'podstart.dev/tracestate': 'ot=th:8',
    'podstart.dev/admitted-at': ADMITTED_AT,
    'podstart.dev/context': parentOf('f'),
  },
}
const SAMPLED = { traceparent: parentOf('b'), tracestate: 'vendor=1' }

/** All that makes a difference to a stamp. */
export const ASKED: readonly Asked[] = [
  { title: 'a bare pod', sent: pod() },
  { title: 'a pod whose name is still to be made', sent: { ...pod(), metadata: { generateName: 'web-' } } },
  { title: 'with annotations of others', sent: pod({ annotations: { team: 'shop' } }) },
  { title: 'with a context, linked', sent: pod(CONTEXT) },
  { title: 'with a context, as the parent', sent: pod(CONTEXT), settings: { mode: 'parent' } },
  { title: 'with a context that is not sampled, linked', sent: pod(UNSAMPLED) },
  { title: 'with a context that is not sampled, as the parent', sent: pod(UNSAMPLED), settings: { mode: 'parent' } },
  { title: 'with a context and its tracestate, linked', sent: pod(WITH_STATE) },
  { title: 'with a context and its tracestate, as the parent', sent: pod(WITH_STATE), settings: { mode: 'parent' } },
  { title: 'in a call with a context, linked', sent: pod(), headers: SAMPLED },
  { title: 'in a call with a context, as the parent', sent: pod(), headers: SAMPLED, settings: { mode: 'parent' } },
  {
    title: 'in a call that is not sampled, as the parent',
    sent: pod(),
    headers: { traceparent: parentOf('b', '00') },
    settings: { mode: 'parent' },
  },
  { title: 'sampled at a ratio', sent: pod(), settings: { ratio: 0.75 } },
  { title: 'not sampled at a ratio', sent: pod(), settings: { ratio: 0.25 } },
  { title: 'a copy of a stamped pod', sent: pod(COPY) },
  { title: 'under another prefix', sent: pod(), settings: { prefix: 'example.org' } },
  {
    title: 'with the variable in its containers',
    sent: { ...pod(), spec: { ...pod().spec, initContainers: [{ name: 'init', image: 'registry/init:1' }] } },
    settings: { inject: true },
  },
  {
    title: 'a copy with the variable of the other in its container',
    sent: pod(COPY, { env: [{ name: 'TRACEPARENT', value: parentOf('e') }] }),
    settings: { inject: true },
  },
  {
    title: 'with a variable of its own',
    sent: pod({}, { env: [{ name: 'TRACEPARENT', value: parentOf('d') }] }),
    settings: { inject: true },
  },
  {
    title: 'with what may bring the variable',
    sent: pod({}, { envFrom: [{ configMapRef: { name: 'app' } }] }),
    settings: { inject: true },
  },
  { title: 'opted out', sent: pod({ labels: { 'podstart.dev/trace': 'false' } }) },
]
