interface Link {
  readonly name: RegExp
  readonly value: RegExp
}

/** `tcp://10.0.0.1:443`: a value of ours never looks so, and one of theirs always does. */
const ADDRESS = /^(tcp|udp|sctp):\/\//
const ANY = /^/

/** Behind the Service's name in capitals. Source: Kubernetes `pkg/kubelet/envvars`, `FromServices`. */
const LINKS: readonly Link[] = [
  { name: /_SERVICE_HOST$/, value: ANY },
  { name: /_SERVICE_PORT(_[A-Z0-9_]+)?$/, value: ANY },
  { name: /_PORT(_\d+_(TCP|UDP|SCTP))?$/, value: ADDRESS },
  { name: /_PORT_\d+_(TCP|UDP|SCTP)_(ADDR|PORT|PROTO)$/, value: ANY },
]

/** Whether Kubernetes put the variable into the container, for a Service whose name begins with `podstart`. */
export const isServiceLink = (variable: string, text: string): boolean =>
  LINKS.some(({ name, value }) => name.test(variable) && value.test(text))
