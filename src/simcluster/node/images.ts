import { createHash } from 'node:crypto'
import type { ImageSpec } from '../world.ts'

/** An image that a node has. */
export interface Image {
  /** As the runtime names it: with registry and tag. */
  readonly reference: string
  /** `registry.local/cart@sha256:…` */
  readonly id: string
  readonly bytes: number
}

const PART = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^sha256:[0-9a-f]{64}$/

/** Whether something is a host and not the first part of a path. Source: distribution/reference, `splitDockerDomain`. */
const isHost = (part: string): boolean => /[.:]/.test(part) || part === 'localhost' || part.toLowerCase() !== part

interface Parsed {
  readonly path: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

function parse(image: string): Parsed {
  const [named = '', digest] = image.split('@', 2)
  const slash = named.lastIndexOf('/')
  const colon = named.indexOf(':', slash + 1)
  return colon < 0
    ? { path: named, tag: undefined, digest }
    : { path: named.slice(0, colon), tag: named.slice(colon + 1), digest }
}

/** What is wrong with an image's name, in the parser's words. Source: distribution/reference, `ParseNormalizedNamed`. */
export function imageNameProblem(image: string): string | undefined {
  const slash = image.indexOf('/')
  const rest = slash > 0 && isHost(image.slice(0, slash)) ? image.slice(slash + 1) : image
  const name = rest.split(':', 1)[0] ?? ''
  if (name !== name.toLowerCase()) return `invalid reference format: repository name (${name}) must be lowercase`
  const { path, tag, digest } = parse(image)
  const parts = path.split('/').slice(slash > 0 && isHost(image.slice(0, slash)) ? 1 : 0)
  const isRight =
    parts.every((part) => PART.test(part)) &&
    (tag === undefined || TAG.test(tag)) &&
    (digest === undefined || DIGEST.test(digest))
  return isRight ? undefined : 'invalid reference format'
}

/** As the runtime names it: `nginx` is `docker.io/library/nginx:latest`. */
export function normalised(image: string): string {
  const slash = image.indexOf('/')
  const hosted = slash > 0 && isHost(image.slice(0, slash)) ? image : `docker.io/${slash < 0 ? 'library/' : ''}${image}`
  const { path, tag, digest } = parse(hosted)
  if (digest !== undefined) return `${path}@${digest}`
  return `${path}:${tag ?? 'latest'}`
}

export function imageOf({ reference, layers }: ImageSpec): Image {
  const name = normalised(reference)
  const digest = createHash('sha256').update(JSON.stringify(layers)).digest('hex')
  return {
    reference: name,
    id: `${parse(name).path}@sha256:${digest}`,
    bytes: layers.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}
