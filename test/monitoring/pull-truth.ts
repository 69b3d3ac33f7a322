import type { Played } from '../../src/simcluster/play.ts'

/** Seconds that each node really spent on pulls that brought an image. */
export function pullSecondsByNode({ lines, truth }: Played): Readonly<Record<string, number>> {
  const nodes = new Map(lines.flatMap(({ object }) => placeOf(object)))
  const seconds: Record<string, number> = {}
  for (const { uid, spans } of truth)
    for (const { span, error, start_us, end_us } of spans) {
      const node = nodes.get(uid)
      if (span !== 'PullImage' || error || node === undefined) continue
      seconds[node] = (seconds[node] ?? 0) + (end_us - start_us) / 1e6
    }
  return seconds
}

function placeOf(object: unknown): readonly (readonly [uid: string, node: string])[] {
  const { metadata, spec } = object as { metadata?: { uid?: string }; spec?: { nodeName?: string } }
  return metadata?.uid === undefined || spec?.nodeName === undefined ? [] : [[metadata.uid, spec.nodeName]]
}
