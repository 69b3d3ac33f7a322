/**
 * The files of the certificates, in a folder as in a Secret, in the order in which a folder's are written: whoever takes
 * over in the middle of it finds an authority before its certificate, and `next` in its place until it is in service.
 */
export const FILE_NAMES = ['ca.crt', 'next.key', 'next.crt', 'next.trusted-since', 'tls.key', 'tls.crt'] as const

export type FileName = (typeof FILE_NAMES)[number]

/** What each holds; an empty one is as good as none. */
export type Files = Readonly<Partial<Record<FileName, string>>>

export const isKey = (name: FileName): boolean => name.endsWith('.key')

export const filesOf = (read: (name: FileName) => string | undefined): Files =>
  Object.fromEntries(
    FILE_NAMES.flatMap((name) => {
      const content = read(name) ?? ''
      return content.trim() === '' ? [] : [[name, content]]
    }),
  )
