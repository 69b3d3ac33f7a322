import { Document, Pair, YAMLMap } from 'yaml'
import { oneLine } from '../../observe/clip.ts'
import type { InForce } from './in-force.ts'

/** A settings file with the same settings. OTLP has no place there: its variables are OpenTelemetry's. */
export function showYaml({ settings }: InForce): string {
  const document = new Document()
  const map = new YAMLMap()
  for (const { name, value, from } of settings) {
    if (value === undefined) continue
    const node = document.createNode(value, { flow: true })
    node.comment = ` ${oneLine(from)}`
    map.add(new Pair(name, node))
  }
  document.contents = map
  const unset = settings.filter(({ value }) => value === undefined).map(({ name }) => `# ${name} is not set\n`)
  // A value that is folded would have its comment in another line.
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }) + unset.join('')
}
