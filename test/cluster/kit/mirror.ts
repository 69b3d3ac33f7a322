import { fileURLToPath } from 'node:url'
import type { Component } from './components.ts'
import { CLUSTER_IP } from './network.ts'
import { answers } from './probes.ts'
import { REGISTRY } from './registry.ts'

const SCRIPT = fileURLToPath(new URL('throttle.ts', import.meta.url))

/** A slower way to the registry, for nodes that are given its address as their mirror. */
export interface Mirror extends Component {
  readonly address: string
}

export function mirror(port: number, bytesPerSecond: number): Mirror {
  const address = `http://${CLUSTER_IP}:${String(port)}`
  const arguments_ = [CLUSTER_IP, String(port), new URL(`http://${REGISTRY}`).port, String(bytesPerSecond)]
  return {
    name: `mirror-${String(port)}`,
    address,
    command: [process.execPath, SCRIPT, ...arguments_],
    ready: answers(`${address}/v2/`),
  }
}
