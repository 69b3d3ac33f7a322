import { isIP, isIPv6 } from 'node:net'

/** A length, or an instant since 1970, in milliseconds. Certificates know whole seconds. */
export type Millis = number

/** DNS names and IP addresses that a certificate is good for, as {@link normalName} writes them. */
export type Names = readonly string[]

/** The names by which a Service is called; the API server takes the third. */
export const serviceNames = (service: string, namespace: string): Names => [
  service,
  `${service}.${namespace}`,
  `${service}.${namespace}.svc`,
  `${service}.${namespace}.svc.cluster.local`,
]

/** One way to write each name: DNS does not tell capitals apart, and IPv6 addresses can be shortened. */
export const normalName = (name: string): string =>
  isIPv6(name) && !name.includes('%') ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name.toLowerCase()

/** As a certificate has them: subject alternative names. */
export const alternativeNames = (names: Names) =>
  names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value }))

/** Each once, in the order they come. */
export const union = (...lists: readonly Names[]): Names => [...new Set(lists.flat())]
