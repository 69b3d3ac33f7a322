import { runInside, type Capsule } from './capsule.ts'

/**
 * Takes images from a node, so that their next pull is cold again. An image has several names there (its tag, its
 * digest, the digest of its config), and its layers go with the last. Those that other images have too stay.
 */
export async function evictImages(
  capsule: Capsule,
  ctr: string,
  socket: string,
  refs: readonly string[],
): Promise<void> {
  const images = (args: readonly string[]): Promise<string> =>
    runInside(capsule, [ctr, '--address', socket, '--namespace', 'k8s.io', 'images', ...args])
  // REF TYPE DIGEST …
  const listed = (await images(['list'])).split('\n').map((line) => line.split(/\s+/))
  const digests = new Set(listed.flatMap(([name, , digest]) => (refs.includes(name ?? '') ? [digest] : [])))
  const names = listed.flatMap(([name, , digest]) => (name && digests.has(digest) ? [name] : []))
  if (names.length > 0) await images(['remove', '--sync', ...names])
}
