import { isIP, isIPv6 } from 'node:net'
import { isDnsSubdomain } from './dns-name.ts'

/** Where to listen. */
export interface Listen {
  /** An address without brackets, or a name; '' is every address of the machine, as `net.Server.listen` takes it. */
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
}

const HOST_AND_PORT = /^(?:\[(?<v6>[^[\]]+)\]|(?<host>[^:[\]]*)):(?<port>\d{1,5})$/

/** @returns undefined when the text is no HOST:PORT */
export function parseListen(text: string): Listen | undefined {
  const { v6, host = '', port = '' } = HOST_AND_PORT.exec(text)?.groups ?? {}
  if (port === '' || Number(port) > 65_535) return undefined
  if (v6 !== undefined) return isIPv6(v6) ? { host: v6, port: Number(port) } : undefined
  return host === '' || isHost(host) ? { host, port: Number(port) } : undefined
}

/** What looks like an IPv4 address must be one. */
const isHost = (host: string): boolean =>
  /^[\d.]+$/.test(host) ? isIP(host) !== 0 : isDnsSubdomain(host.toLowerCase())
