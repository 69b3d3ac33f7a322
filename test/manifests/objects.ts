import { parseAllDocuments } from 'yaml'
import { at, list, text, texts } from '../../src/observe/json.ts'
import { filesBelow, read } from './places.ts'

/** An object of Kubernetes. */
export type Obj = Readonly<Record<string, unknown>>

/** @throws when it is no YAML */
export const objectsIn = (yaml: string): readonly Obj[] =>
  parseAllDocuments(yaml).flatMap((document) => {
    const [error] = [...document.errors, ...document.warnings]
    if (error !== undefined) throw error
    const object = document.toJS() as Obj | null
    return object === null ? [] : [object]
  })

/** What is not for kustomize: templates are no YAML yet, and settings no objects. */
const isSource = (path: string): boolean =>
  path.endsWith('.yaml') &&
  !/^(chart|prometheus)\//.test(path) &&
  path !== 'install.yaml' &&
  !path.endsWith('kustomization.yaml')

/** What kustomize takes, as it was written: base, components and overlays. */
export const sources = (): readonly Obj[] =>
  filesBelow('.')
    .filter(isSource)
    .flatMap((path) => objectsIn(read(path)))

/** `Deployment podstart/podstart-webhook`. */
export const nameOf = (object: Obj): string =>
  `${text(object, 'kind') ?? ''} ${[text(object, 'metadata', 'namespace'), text(object, 'metadata', 'name')]
    .filter((one) => one !== undefined)
    .join('/')}`

export const ofKind = (objects: readonly Obj[], kind: string): readonly Obj[] =>
  objects.filter((object) => object['kind'] === kind)

export const podSpec = (deployment: Obj): unknown => at(deployment, 'spec', 'template', 'spec')
export const containers = (deployment: Obj): readonly unknown[] => list(podSpec(deployment), 'containers')
export const podLabels = (deployment: Obj): Readonly<Record<string, string>> =>
  texts(deployment, 'spec', 'template', 'metadata', 'labels')

export const selects = (
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean => Object.entries(selector).every(([key, value]) => labels[key] === value)

/** `--drain` of its args, and of one that stands alone ''. */
export const flagsOf = (container: unknown): ReadonlyMap<string, string> =>
  new Map(
    list(container, 'args')
      .map(String)
      .filter((arg) => arg.startsWith('--'))
      .map((arg) => {
        const [flag = '', ...value] = arg.split('=')
        return [flag, value.join('=')]
      }),
  )
