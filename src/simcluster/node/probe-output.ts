import type { Probe } from '../pod.ts'

/** What a probe says that did not pass. Source: Kubernetes pkg/probe; the recordings for commands. */
export function probeOutput(probe: Probe, ip: string): string {
  if (probe.httpGet !== undefined) {
    const { scheme = 'HTTP', port = 80, path = '/' } = probe.httpGet
    return `Get "${scheme.toLowerCase()}://${ip}:${port}${path}": dial tcp ${ip}:${port}: connect: connection refused`
  }
  if (probe.tcpSocket !== undefined) return `dial tcp ${ip}:${probe.tcpSocket.port ?? 0}: connect: connection refused`
  if (probe.grpc !== undefined) return 'service unhealthy (responded with "NOT_SERVING")'
  return ''
}
