import type { ImageSpec } from '../simcluster/world.ts'

/** What images of one language have in common, below what is theirs alone. */
const BASES = {
  go: [{ name: 'distroless', megabytes: 8 }],
  node: [
    { name: 'debian', megabytes: 30 },
    { name: 'node', megabytes: 60 },
  ],
  java: [
    { name: 'debian', megabytes: 30 },
    { name: 'openjdk', megabytes: 90 },
  ],
  python: [
    { name: 'debian', megabytes: 30 },
    { name: 'python', megabytes: 45 },
  ],
} as const satisfies Readonly<Record<string, readonly Base[]>>

interface Base {
  readonly name: string
  readonly megabytes: number
}

export type Language = keyof typeof BASES

export const REGISTRY = 'registry.shop.example'

/** The image of an app, of so many megabytes beside what its language brings. */
export function imageOf(app: string, tag: string, language: Language, megabytes: number): ImageSpec {
  const own = { name: `${app}:${tag}`, megabytes }
  return { reference: referenceOf(app, tag), layers: [...BASES[language], own].map(layerOf) }
}

export const referenceOf = (app: string, tag: string): string => `${REGISTRY}/${app}:${tag}`

/** Images of nothing but the languages: a node that has them has worked before. */
export const BASE_IMAGES: readonly ImageSpec[] = Object.entries(BASES).map(([language, layers]) => ({
  reference: referenceOf(`base/${language}`, '1'),
  layers: layers.map(layerOf),
}))

function layerOf({ name, megabytes }: Base): ImageSpec['layers'][number] {
  return { name, bytes: megabytes * 1_000_000 }
}
