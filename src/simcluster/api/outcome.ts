import type { Json, ResourceName } from './resources.ts'
import type { Status } from './status.ts'

/** What a request comes to, before it is written in the format that was asked for. */
export type Outcome =
  | {
      readonly is: 'object'
      readonly code: 200 | 201
      readonly resource: ResourceName
      readonly object: Json
      readonly warnings?: readonly string[]
    }
  | { readonly is: 'list'; readonly resource: ResourceName; readonly list: Json }
  | { readonly is: 'done'; readonly code: 200 | 201; readonly details?: Json }
  | { readonly is: 'refused'; readonly status: Status; readonly warnings?: readonly string[] }

export const refused = (status: Status): Outcome => ({ is: 'refused', status })
