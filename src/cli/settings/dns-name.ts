const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/

/** A namespace's name, or a part of a DNS name. Source: RFC 1123, as Kubernetes reads it. */
export const isDnsLabel = (text: string): boolean => text.length <= 63 && LABEL.test(text)

/** The part before the slash of a label's or an annotation's key. Source: Kubernetes `IsDNS1123Subdomain`. */
export const isDnsSubdomain = (text: string): boolean =>
  text.length <= 253 && text.split('.').every((part) => LABEL.test(part))
