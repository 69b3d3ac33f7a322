export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string }
export type Test<T> = (subject: T) => boolean
