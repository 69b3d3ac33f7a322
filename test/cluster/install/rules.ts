import { z } from 'zod'
import { objectsIn } from '../../manifests/objects.ts'
import { read } from '../../manifests/places.ts'

const RULE = z.object({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  resourceNames: z.array(z.string()).optional(),
  verbs: z.array(z.string()),
})
export type Rule = z.infer<typeof RULE>

const ROLE = z.object({ kind: z.enum(['Role', 'ClusterRole']), rules: z.array(RULE) })

/** The rules of all roles of a kind in a file. */
export const rulesIn = (path: string, kind: 'Role' | 'ClusterRole'): readonly Rule[] =>
  objectsIn(read(path)).flatMap((object) => {
    const role = ROLE.safeParse(object)
    return role.success && role.data.kind === kind ? role.data.rules : []
  })

/** One resource with one verb that somebody may do. */
export interface Right {
  readonly resource: string
  readonly verb: string
}

export const rightsIn = (rules: readonly Rule[]): readonly Right[] =>
  rules.flatMap(({ resources, verbs }) => resources.flatMap((resource) => verbs.map((verb) => ({ resource, verb }))))

/** The same rules but for one right. */
export const without = (rules: readonly Rule[], { resource, verb }: Right): readonly Rule[] =>
  rules.flatMap((rule) =>
    rule.resources
      .map((one) => ({
        ...rule,
        resources: [one],
        verbs: rule.verbs.filter((other) => one !== resource || other !== verb),
      }))
      .filter(({ verbs }) => verbs.length > 0),
  )
