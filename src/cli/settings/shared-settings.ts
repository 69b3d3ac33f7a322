import { DEFAULT_PREFIX } from '../../observe/annotation-keys.ts'
import type { Setting } from './setting.ts'
import { annotationPrefix, choice, namespaceRatios, namespaces, ratio } from './text-types.ts'

export const SAMPLING = 'Which traces are sent:'
export const STAMPED = 'Which pods are stamped, and how:'
const TRACES = 'What the traces say:'
const RUNNING = 'How it runs:'

/** Of both: a stamp is written and read by the same rules. */
export const SHARED_SETTINGS = {
  excludeNamespaces: {
    topic: STAMPED,
    type: namespaces(),
    default: 'kube-system,kube-node-lease',
    value: 'names',
    help: 'pods there are not stamped; separated by commas, or the flag repeated; webhook and exporter alike',
    isList: true,
  },
  samplingRatio: {
    topic: SAMPLING,
    type: ratio(),
    default: '1',
    value: 'ratio',
    help: 'of the startups whose trace is sent, from 0 to 1; slow and failed ones all the same; webhook and exporter alike',
  },
  samplingRatioByNamespace: {
    topic: SAMPLING,
    type: namespaceRatios(),
    default: '',
    value: 'pairs',
    help: 'another ratio there, like batch=0.01; separated by commas, or the flag repeated; webhook and exporter alike',
    isList: true,
    isMap: true,
  },
  context: {
    topic: TRACES,
    type: choice('link', 'parent'),
    default: 'link',
    value: 'mode',
    help: 'what the root does with a trace context found at admission: link or parent; webhook and exporter alike',
  },
  annotationPrefix: {
    topic: TRACES,
    type: annotationPrefix(),
    default: DEFAULT_PREFIX,
    value: 'prefix',
    help: 'of podstart’s own annotations; webhook and exporter alike',
  },
  logLevel: {
    topic: RUNNING,
    type: choice('debug', 'info', 'warn', 'error'),
    default: 'info',
    value: 'level',
    help: 'debug, info, warn or error',
  },
  logFormat: {
    topic: RUNNING,
    type: choice('auto', 'text', 'json'),
    default: 'auto',
    value: 'format',
    help: 'text, json, or auto: text on a terminal, otherwise json',
  },
} as const satisfies Readonly<Record<string, Setting>>
