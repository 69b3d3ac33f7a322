import type { Json, ResourceName } from './resources.ts'
import { RESOURCE_NAMES, RESOURCES } from './resources.ts'

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const STATUS_VERBS = ['get', 'patch', 'update']

const GROUPS = [...new Set(RESOURCE_NAMES.map((name) => RESOURCES[name].group).filter((group) => group !== ''))]

/** The version that is claimed; the behaviour is read from 1.36. */
const VERSION = { major: '1', minor: '36', gitVersion: 'v1.36.3+simulated', goVersion: '', platform: 'linux/amd64' }

const groupOf = (name: string): Json => {
  const version = { groupVersion: `${name}/v1`, version: 'v1' }
  return { name, versions: [version], preferredVersion: version }
}

function resourceList(group: string): Json {
  const resources = RESOURCE_NAMES.filter((name) => RESOURCES[name].group === group)
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? 'v1' : `${group}/v1`,
    resources: resources.flatMap(entriesOf),
  }
}

function entriesOf(resource: ResourceName): readonly Json[] {
  const { kind, namespaced, singular, shortNames, statusApart } = RESOURCES[resource]
  const common = { namespaced, kind }
  return [
    {
      name: resource,
      singularName: singular,
      ...common,
      verbs: resource === 'namespaces' ? VERBS.filter((verb) => verb !== 'deletecollection') : VERBS,
      ...(shortNames.length === 0 ? {} : { shortNames }),
    },
    ...(statusApart ? [{ name: `${resource}/status`, singularName: '', ...common, verbs: STATUS_VERBS }] : []),
    ...(resource === 'pods'
      ? [{ name: 'pods/binding', singularName: '', namespaced, kind: 'Binding', verbs: ['create'] }]
      : []),
  ]
}

/** What a client finds out first: which versions and resources there are. */
export const DISCOVERY: Readonly<Record<string, Json>> = {
  '/version': VERSION,
  '/api': { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] },
  '/api/v1': resourceList(''),
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: GROUPS.map(groupOf) },
  ...Object.fromEntries(
    GROUPS.flatMap((group) => [
      [`/apis/${group}`, { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group) }],
      [`/apis/${group}/v1`, resourceList(group)],
    ]),
  ),
}

export const HEALTH_PATHS = ['/livez', '/readyz', '/healthz']

/** Who sends no token may look at these. Source: the role `system:public-info-viewer`. */
export const PUBLIC_PATHS = ['/version', ...HEALTH_PATHS]

/**
 * A schema that says nothing of any type, in protobuf: `swagger: "2.0"`. kubectl wants one before it creates something,
 * and lets pass what is not in it.
 */
export const OPENAPI_V2 = {
  path: '/openapi/v2',
  type: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
  bytes: Buffer.from([0x0a, 0x03, 0x32, 0x2e, 0x30]),
} as const
