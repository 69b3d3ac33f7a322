import { ADDRESSES } from '../kit/cluster.ts'
import type { Api } from './api.ts'
import type { Reached } from './configuration.ts'

/** A Service whose endpoints are processes on the machine: a slice for each, since their ports differ. */
export interface MachineService {
  readonly at: Reached
  /** The name that the API server expects in the certificate. */
  readonly dnsName: string
  /** As for a pod that is ready. */
  add(port: number): Promise<void>
  /** As for a pod that was told to end. */
  leave(port: number): Promise<void>
  remove(port: number): Promise<void>
}

const READY = { ready: true, serving: true, terminating: false }
const TERMINATING = { ready: false, serving: true, terminating: true }

export async function createService(api: Api, namespace: string, name: string): Promise<MachineService> {
  const ask = async (method: string, path: string, body?: object): Promise<void> => {
    const { status, text } = await api.ask(method, path, { ...(body && { body }) })
    if (status >= 300) throw new Error(`${method} ${path}: ${String(status)} ${text}`)
  }
  const slices = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`
  const sliceName = (port: number): string => `${name}-${String(port)}`
  const slice = (port: number, conditions: object): object => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: sliceName(port), namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [ADDRESSES.machine], conditions }],
    ports: [{ name: '', port, protocol: 'TCP' }],
  })
  await ask('POST', `/api/v1/namespaces/${namespace}/services`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { ports: [{ port: 443 }] },
  })
  return {
    at: { service: { namespace, name, path: '/mutate' } },
    dnsName: `${name}.${namespace}.svc`,
    add: (port) => ask('POST', slices, slice(port, READY)),
    leave: (port) => ask('PUT', `${slices}/${sliceName(port)}`, slice(port, TERMINATING)),
    remove: (port) => ask('DELETE', `${slices}/${sliceName(port)}`),
  }
}
