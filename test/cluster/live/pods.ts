/** Kubernetes objects for the scenarios, without what does not matter there. */

type Json = Readonly<Record<string, unknown>>

export const IMAGE = {
  busybox: '127.0.0.1:5000/busybox:1',
  app5: '127.0.0.1:5000/app:5m',
  web20: '127.0.0.1:5000/web:20m',
  app60: '127.0.0.1:5000/app:60m',
  big300: '127.0.0.1:5000/big:300m',
} as const

export interface PodOptions {
  readonly node?: string
  readonly spec?: Json
  readonly metadata?: Json
}

export const container = (name: string, image: string, more: Json = {}): Json => ({ name, image, ...more })

export const shell = (script: string): Json => ({ command: ['sh', '-c', script] })

export const exec = (...command: readonly string[]): Json => ({ exec: { command } })

export const podSpec = (containers: readonly Json[], { node, spec = {} }: PodOptions = {}): Json => ({
  terminationGracePeriodSeconds: 1,
  automountServiceAccountToken: false,
  containers,
  ...(node !== undefined && { nodeSelector: { 'kubernetes.io/hostname': node } }),
  ...spec,
})

export const pod = (name: string, containers: readonly Json[], options: PodOptions = {}): Json => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...options.metadata },
  spec: podSpec(containers, options),
})

const selected = (name: string, spec: Json, more: Json): Json => ({
  selector: { matchLabels: { app: name } },
  template: { metadata: { labels: { app: name } }, spec },
  ...more,
})

export const deployment = (name: string, replicas: number, spec: Json): Json => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: selected(name, spec, { replicas }),
})

export const daemonSet = (name: string, spec: Json): Json => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name },
  spec: selected(name, spec, {}),
})

export const statefulSet = (name: string, replicas: number, spec: Json): Json => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name },
  spec: selected(name, spec, { replicas, serviceName: name }),
})

export const job = (name: string, spec: Json): Json => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: { backoffLimit: 0, template: { spec: { restartPolicy: 'Never', ...spec } } },
})

export const cronJob = (name: string, spec: Json): Json => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name },
  spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', ...spec } } } } },
})

export const configMap = (name: string, data: Json): Json => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})
export const secret = (name: string, data: Json): Json => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  stringData: data,
})
