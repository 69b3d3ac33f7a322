/** Where an image is from, as the runtime reads what a pod names. */
export interface ImageReference {
  /** `docker.io`, `registry.example:5000`. */
  readonly registry: string
  /** Within the registry: `library/nginx`. */
  readonly repository: string
  /** As written, else `latest`; none beside a digest alone. */
  readonly tag?: string
  readonly digest?: string
  /** Whole and without defaults left out: the same for two texts that mean the same. */
  readonly canonical: string
  /** As people write it: without `docker.io` and `library`, and with the beginning of a digest. */
  readonly short: string
}

const PARTS = /^(?<path>[^@]+?)(?::(?<tag>[^:/@]+))?(?:@(?<digest>.+))?$/

/** The first part of a path is a registry only where it looks like a host. Source: distribution/reference, splitDockerDomain. */
const isHost = (part: string): boolean => /[.:]/.test(part) || part === 'localhost' || part !== part.toLowerCase()

const DEFAULT_REGISTRY = 'docker.io'
const OLD_DEFAULT_REGISTRY = 'index.docker.io'
/** Of a digest: its algorithm and 12 digits, as Docker shows it. */
const SHOWN = 'sha256:'.length + 12
const OFFICIAL = 'library/'

/** Only a name of one segment goes without it. Source: distribution/reference, familiarizeName. */
function familiarOf(repository: string): string {
  const own = repository.startsWith(OFFICIAL) ? repository.slice(OFFICIAL.length) : repository
  return own === '' || own.includes('/') ? repository : own
}

/** Never fails: a text that is no reference stands for itself, as a repository of the default registry. */
export function parseImage(text: string): ImageReference {
  const { path = text, tag, digest } = PARTS.exec(text.trim())?.groups ?? {}
  const [first = '', ...rest] = path.split('/')
  const named = rest.length > 0 && isHost(first)
  const registry = named && first !== OLD_DEFAULT_REGISTRY ? first : DEFAULT_REGISTRY
  const own = named ? rest.join('/') : path
  const repository = registry === DEFAULT_REGISTRY && !own.includes('/') ? `${OFFICIAL}${own}` : own
  const inForce = tag ?? (digest === undefined ? 'latest' : undefined)
  // A digest says which image it is, whatever tag stands beside it.
  const version = digest === undefined ? `:${inForce}` : `@${digest}`
  const familiar = registry === DEFAULT_REGISTRY ? familiarOf(repository) : `${registry}/${repository}`
  return {
    registry,
    repository,
    ...(inForce === undefined ? {} : { tag: inForce }),
    ...(digest === undefined ? {} : { digest }),
    canonical: `${registry}/${repository}${version}`,
    short: `${familiar}${digest === undefined ? version : `@${digest.slice(0, SHOWN)}`}`,
  }
}
