import type { Nanos } from '../../observe/nanos.ts'
import type { Json } from '../api/resources.ts'
import type { Behaviour } from '../profile.ts'
import { toSecond } from '../times.ts'
import type { NodeSpec } from '../world.ts'

/** Thousandths of a CPU where a node does not say: more than anybody asks for in a test. */
const MILLI_CPU = 64_000

const CONDITIONS = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const

/** A node as `kubectl get nodes -o wide` wants it. */
export function nodeObject(node: NodeSpec, hostIP: string, behaviour: Behaviour, now: Nanos): Json {
  const time = toSecond(now)
  const { milliCpu = MILLI_CPU } = node
  const room = { cpu: `${milliCpu}m`, 'ephemeral-storage': '100Gi', memory: '64Gi', pods: '1000' }
  return {
    metadata: {
      name: node.name,
      creationTimestamp: time,
      labels: {
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        ...node.labels,
      },
    },
    spec: {},
    status: {
      capacity: room,
      allocatable: room,
      conditions: CONDITIONS.map(([type, status, reason, message]) => ({
        type,
        status,
        lastHeartbeatTime: time,
        lastTransitionTime: time,
        reason,
        message,
      })),
      addresses: [
        { type: 'InternalIP', address: hostIP },
        { type: 'Hostname', address: node.name },
      ],
      nodeInfo: {
        architecture: 'amd64',
        operatingSystem: 'linux',
        osImage: 'simulated',
        kernelVersion: 'simulated',
        containerRuntimeVersion: 'containerd://2.2.0',
        kubeletVersion: behaviour.version,
        kubeProxyVersion: behaviour.version,
      },
    },
  }
}
