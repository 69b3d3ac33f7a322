import { at, flag, isFields, list, text, texts } from '../observe/json.ts'

/** A pod as it is about to be created; its UID and creation time are not known yet, its name may not be. */
export interface NewPod {
  readonly namespace: string
  /** Undefined where the pod has no map of annotations at all. */
  readonly annotations: Readonly<Record<string, string>> | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly containers: readonly NewContainer[]
}

export interface NewContainer {
  /** Where it is in the pod, as a JSON Pointer. */
  readonly path: string
  /** Its variables; undefined where it has no list of them. */
  readonly env: readonly NewVariable[] | undefined
  /** What comes before the names of those that a ConfigMap or a Secret brings. */
  readonly envFromPrefixes: readonly string[]
}

export interface NewVariable {
  /** Where it is in the pod, as a JSON Pointer. */
  readonly path: string
  readonly name: string
  /** Undefined where it is empty, or comes from elsewhere. */
  readonly value: string | undefined
}

/** What an AdmissionReview asks. */
export type Review =
  | { readonly is: 'pod created'; readonly uid: string; readonly dryRun: boolean; readonly pod: NewPod }
  /** Something else than the creation of a pod. */
  | { readonly is: 'other'; readonly uid: string; readonly what: string }
  /** It can be answered, but not understood. */
  | { readonly is: 'malformed'; readonly uid: string; readonly why: string }
  /** It cannot even be answered. */
  | { readonly is: 'no review'; readonly why: string }

const API_VERSION = 'admission.k8s.io/v1'

/** Reads the body of a call. Source: Kubernetes 1.36, `k8s.io/api/admission/v1`. */
export function readReview(body: unknown): Review {
  const [apiVersion, kind] = [text(body, 'apiVersion'), text(body, 'kind')]
  if (kind !== 'AdmissionReview' || apiVersion !== API_VERSION) {
    return { is: 'no review', why: `expected an AdmissionReview of ${API_VERSION}` }
  }
  const uid = text(body, 'request', 'uid')
  if (uid === undefined) return { is: 'no review', why: 'expected request.uid' }
  const request = at(body, 'request')
  const what = describe(request)
  if (what !== 'CREATE v1/pods') return { is: 'other', uid, what }
  const why = misfitOf(at(request, 'object'))
  if (why !== undefined) return { is: 'malformed', uid, why }
  return { is: 'pod created', uid, dryRun: flag(request, 'dryRun') ?? false, pod: readPod(request) }
}

/** `CREATE v1/pods`, `UPDATE apps/v1/deployments`, `CREATE v1/pods/binding`. */
const describe = (request: unknown): string => {
  const resource = ['group', 'version', 'resource'].flatMap((part) => text(request, 'resource', part) ?? [])
  const whole = [...resource, text(request, 'subResource') ?? []].flat()
  return `${text(request, 'operation') ?? '?'} ${whole.join('/')}`
}

/** What a pod must be for a patch to fit; what else it is, the API server sees to. */
function misfitOf(pod: unknown): string | undefined {
  if (!isFields(at(pod, 'metadata'))) return 'expected object.metadata'
  const annotations = at(pod, 'metadata', 'annotations') ?? {}
  if (!isFields(annotations)) return 'expected object.metadata.annotations to be a map'
  const isText = (value: unknown): boolean => typeof value === 'string'
  return Object.values(annotations).every(isText) ? undefined : 'expected the values of annotations to be texts'
}

function readPod(request: unknown): NewPod {
  const pod = at(request, 'object')
  const annotations = at(pod, 'metadata', 'annotations') ?? undefined
  return {
    namespace: text(request, 'namespace') ?? text(pod, 'metadata', 'namespace') ?? '',
    annotations: annotations === undefined ? undefined : texts(annotations),
    labels: texts(pod, 'metadata', 'labels'),
    containers: ['initContainers', 'containers'].flatMap((key) =>
      list(pod, 'spec', key).flatMap((container, i) => readContainer(container, `/spec/${key}/${i}`)),
    ),
  }
}

/** None where a list of variables would not fit, or take the place of something else. */
function readContainer(container: unknown, path: string): readonly NewContainer[] {
  const env = at(container, 'env') ?? undefined
  if (!isFields(container) || (env !== undefined && !Array.isArray(env))) return []
  return [
    {
      path,
      env: env && list(env).flatMap((variable, i) => readVariable(variable, `${path}/env/${i}`)),
      envFromPrefixes: list(container, 'envFrom').map((one) => text(one, 'prefix') ?? ''),
    },
  ]
}

function readVariable(variable: unknown, path: string): readonly NewVariable[] {
  const name = text(variable, 'name')
  return name === undefined ? [] : [{ path, name, value: text(variable, 'value') }]
}
