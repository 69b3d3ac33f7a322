import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:tls'
import { ADDRESSES } from '../kit/cluster.ts'
import { until } from '../kit/probes.ts'

/** Waits until new connections to this port are served with the certificate. */
export async function untilServed(port: number, cert: string): Promise<void> {
  const wanted = new X509Certificate(cert).fingerprint256
  const isServed = async (): Promise<boolean> => {
    const socket = connect({ host: ADDRESSES.machine, port, rejectUnauthorized: false })
    try {
      await once(socket, 'secureConnect')
      return socket.getPeerCertificate().fingerprint256 === wanted
    } finally {
      socket.destroy()
    }
  }
  if (!(await until(isServed, { seconds: 15 }))) throw new Error(`port ${String(port)} does not serve the certificate`)
}
