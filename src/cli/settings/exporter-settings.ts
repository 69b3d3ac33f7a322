import type { Setting } from './setting.ts'
import { SAMPLING } from './shared-settings.ts'
import { duration, file, labelSelector, listen, name, namespaces, wholeNumber } from './text-types.ts'

const PODS = 'Which pods:'
const TRACES = 'What the traces say:'
const TIMES = 'How long:'
const RUNNING = 'How it runs:'

// Node's timers hold no more than 24 days.
const LONGEST = '24h'
// A duration of zero would end everything at once.
const SHORTEST = '1ms'

/** Of what watches and tells. */
export const EXPORTER_SETTINGS = {
  kubeconfig: {
    topic: PODS,
    type: file(),
    value: 'file',
    help: 'of the cluster; otherwise as kubectl finds it, or in a pod its service account',
  },
  kubeContext: { topic: PODS, type: name(), value: 'name', help: 'of the kubeconfig; otherwise its current one' },
  namespace: {
    topic: PODS,
    type: namespaces(),
    default: '',
    value: 'names',
    help: 'only their pods; separated by commas, or the flag repeated; otherwise all',
    isList: true,
  },
  labelSelector: {
    topic: PODS,
    type: labelSelector(),
    default: '',
    value: 'selector',
    help: 'only pods with such labels, like app=web,tier!=test; otherwise all',
  },
  clusterName: {
    topic: TRACES,
    type: name(),
    default: 'kubernetes',
    value: 'name',
    help: 'k8s.cluster.name of every span',
  },
  rootService: {
    topic: TRACES,
    type: name(),
    value: 'name',
    help: 'one service for all roots, instead of pods/<workload>',
  },
  deadline: {
    topic: TIMES,
    type: duration(SHORTEST, LONGEST),
    default: '10m',
    value: 'duration',
    help: 'a pod that is not ready by then is stuck',
  },
  finalDeadline: {
    topic: TIMES,
    type: duration(SHORTEST, LONGEST),
    default: '2m',
    value: 'duration',
    help: 'the same for reasons that a retry cannot heal',
  },
  crashWindow: {
    topic: TIMES,
    type: duration(SHORTEST, '1h'),
    default: '10s',
    value: 'duration',
    help: 'a container that ends this soon after its start has crashed',
  },
  slowStartup: {
    topic: SAMPLING,
    type: duration('0s', LONGEST),
    default: '60s',
    value: 'duration',
    help: 'startups longer than this are sent whatever the sampling ratio',
  },
  slowPercentile: {
    topic: SAMPLING,
    type: wholeNumber(0, 99),
    default: '95',
    value: 'number',
    help: 'also those that take longer than so many per cent of their workload’s recent ones; 0: by slowStartup alone',
  },
  lookback: {
    topic: TIMES,
    type: duration('0s', '1h'),
    default: '0s',
    value: 'duration',
    help: 'pods created so long before podstart started are traced too; Kubernetes keeps Events for 1h',
  },
  watchSilence: {
    topic: RUNNING,
    type: duration(SHORTEST, LONGEST),
    default: '2m',
    value: 'duration',
    help: 'a watch that brings no byte for so long is opened anew',
  },
  livenessSilence: {
    topic: RUNNING,
    type: duration(SHORTEST, LONGEST),
    default: '10m',
    value: 'duration',
    help: 'no byte from the API server for so long, and /livez fails',
  },
  listen: {
    topic: RUNNING,
    type: listen(),
    default: '127.0.0.1:9464',
    value: 'address',
    help: 'HOST:PORT of health and metrics; :9464 is every address',
  },
  maxPods: {
    topic: RUNNING,
    type: wholeNumber(1, 1_000_000),
    default: '100000',
    value: 'number',
    help: 'startups held in memory at once',
  },
  queueSpans: {
    topic: RUNNING,
    type: wholeNumber(1, 1_000_000),
    default: '50000',
    value: 'number',
    help: 'spans that may wait for the collector',
  },
  record: {
    topic: RUNNING,
    type: file(),
    value: 'file',
    help: 'keep what the watches bring, for podstart replay',
  },
} as const satisfies Readonly<Record<string, Setting>>
