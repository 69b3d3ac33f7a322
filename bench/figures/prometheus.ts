/** One line of Prometheus' text format. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export const readSamples = (text: string): readonly Sample[] =>
  text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    return name === undefined ? [] : [{ name, labels: readLabels(labels), value: Number(value) }]
  })

const readLabels = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', value = '']) => [key, value]))

/** The sum over all that have this name and these labels. */
export const total = (
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number =>
  samples
    .filter((one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value))
    .reduce((sum, { value }) => sum + value, 0)

/** How many of a histogram's values were at most so large, for each of its bounds; the last is Infinity. */
export interface Buckets {
  readonly bounds: readonly number[]
  readonly counts: readonly number[]
}

/** What a histogram gained between two readings. */
export function bucketsBetween(before: readonly Sample[], after: readonly Sample[], name: string): Buckets {
  const bucket = `${name}_bucket`
  const texts = [...new Set(after.filter((one) => one.name === bucket).map(({ labels }) => labels['le'] ?? ''))]
  return {
    bounds: texts.map((le) => (le === '+Inf' ? Infinity : Number(le))),
    counts: texts.map((le) => total(after, bucket, { le }) - total(before, bucket, { le })),
  }
}

/** The part of all values that are at most `limit`, which must be one of the bounds. */
export function partUpTo({ bounds, counts }: Buckets, limit: number): number {
  const all = counts.at(-1) ?? 0
  return (counts[bounds.indexOf(limit)] ?? Number.NaN) / all
}

/** As Prometheus' histogram_quantile: within a bucket, values are taken to lie evenly. */
export function bucketQuantile({ bounds, counts }: Buckets, part: number): number {
  const rank = part * (counts.at(-1) ?? 0)
  const i = counts.findIndex((count) => count >= rank && count > 0)
  const [from, to] = [bounds[i - 1] ?? 0, bounds[i] ?? Number.NaN]
  const [below, upTo] = [counts[i - 1] ?? 0, counts[i] ?? Number.NaN]
  return to === Infinity ? from : from + ((to - from) * (rank - below)) / (upTo - below)
}
